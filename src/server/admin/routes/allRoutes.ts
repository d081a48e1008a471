import type { AdminParts } from '../adminParts.ts';
import { openApi } from '../openApi.ts';
import { type Route, rawRoute } from '../route.ts';
import { nothing } from '../shape.ts';
import { accessRoutes } from './accessRoutes.ts';
import { addressRoutes } from './addressRoutes.ts';
import { auditRoutes } from './auditRoutes.ts';
import { certificateRoutes } from './certificateRoutes.ts';
import { eventRoutes } from './eventRoutes.ts';
import { logRoutes } from './logRoutes.ts';
import { massMailRoutes } from './massMailRoutes.ts';
import { ownAccountRoutes } from './ownAccountRoutes.ts';
import { pageRoutes } from './pageRoutes.ts';
import { queueRoutes } from './queueRoutes.ts';
import { registrationRoutes } from './registrationRoutes.ts';
import { relayRoutes } from './relayRoutes.ts';
import { serviceRoutes } from './serviceRoutes.ts';
import { sessionRoutes } from './sessionRoutes.ts';
import { settingRoutes } from './settingRoutes.ts';
import { signInRoutes } from './signInRoutes.ts';
import { userRoutes } from './userRoutes.ts';

/** Every route of the administration, and the one that describes them. `secure`: they are asked by HTTPS. */
export function allRoutes(parts: AdminParts, { secure }: { readonly secure: boolean }): readonly Route[] {
  const routes: Route[] = [
    ...signInRoutes(parts, { secure }),
    ...ownAccountRoutes(parts),
    ...serviceRoutes(parts),
    ...settingRoutes(parts),
    ...certificateRoutes(parts),
    ...sessionRoutes(parts),
    ...logRoutes(parts),
    ...eventRoutes(parts),
    ...auditRoutes(parts),
    ...userRoutes(parts),
    ...addressRoutes(parts),
    ...accessRoutes(parts),
    ...registrationRoutes(parts),
    ...massMailRoutes(parts),
    ...queueRoutes(parts),
    ...relayRoutes(parts),
  ];
  const document: Route = rawRoute(
    ['GET', '/api/openapi.json'],
    {
      id: 'api.document',
      summary: 'This document.',
      needs: 'anyone',
      params: nothing,
      query: nothing,
      body: nothing,
      gives: 'json',
      result: { type: 'object' },
    },
    () => ({
      body: {
        type: 'application/json; charset=utf-8',
        bytes: JSON.stringify(openApi([...routes, document], parts.version)),
      },
    }),
  );
  return [...routes, document, ...(parts.page ? pageRoutes(parts.page) : [])];
}
