import { secretProvide } from '../protocol/methods/secretProvide.ts';
import { smsGatewaySave } from '../protocol/methods/smsGatewaySave.ts';
import { smsGateways } from '../protocol/methods/smsGateways.ts';
import type { GatewayConfig } from '../protocol/sms.ts';
import type { Editor } from './editor.ts';
import type { EngineCaller } from './engineConnection.ts';
import type { SecretStore } from './secrets.ts';

export interface LocalGatewaySurfaces {
  readonly engine: EngineCaller;
  readonly secrets: SecretStore;
  readonly editor: Pick<Editor, 'setContext'>;
}

/**
 * Sets up the gateway for text messages that the local server is, or gives it the port of today. Whoever starts the server
 * has agreed to its host: this machine.
 */
export async function addLocalGateway(
  { engine, secrets, editor }: LocalGatewaySurfaces,
  { config, secret }: { readonly config: GatewayConfig; readonly secret: string },
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const { gateways } = await engine.call(smsGateways, {}, { signal });
  const known = gateways.find((gateway) => gateway.config.form.id === config.form.id);
  const allowHost = new URL(config.form.url).host;
  const wanted = { ...(known ? { id: known.id } : {}), config, allowHost };
  const { gateway } = await engine.call(smsGatewaySave, wanted, { signal });
  const request = { account: gateway.id, service: 'sms' } as const;
  await secrets.store(request, secret);
  await engine.call(secretProvide, { ...request, secret }, { signal });
  await editor.setContext('mailroom.texts', true);
}
