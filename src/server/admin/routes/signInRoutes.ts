import { adminSessionMs } from '../../limits.ts';
import { sessionCookie } from '../adminApi.ts';
import type { AdminParts } from '../adminParts.ts';
import { type Answer, type Route, rawRoute } from '../route.ts';
import { fields, flag, nothing, optional, secret, text } from '../shape.ts';

/** Signing in and out. */
export function signInRoutes(parts: AdminParts, { secure }: { readonly secure: boolean }): readonly Route[] {
  const { access, store } = parts;
  const cookie = (word: string, seconds: number) => ({
    'set-cookie': `${sessionCookie}=${word}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
  });
  return [
    rawRoute(
      ['POST', '/api/sign-in'],
      {
        id: 'account.signIn',
        summary:
          'Signs in a user of this server: a cookie for browsers, or with `bearer` a token in the answer. Five wrong passwords lock for a while.',
        needs: 'anyone',
        params: nothing,
        query: nothing,
        body: fields({ name: text({ min: 1, max: 320 }), password: secret, bearer: optional(flag) }),
        gives: 'json',
        result: fields({ name: text(), role: text(), token: optional(text()) }).json,
        auditsItself: true,
      },
      async ({ body, caller }) => {
        const { word, caller: now } = await access.signIn(body.name, body.password, caller.remoteAddress);
        const { name, role, remoteAddress } = now;
        if (role !== 'none')
          store.write([], () =>
            store.audit.add({ actor: name, remoteAddress, action: 'account.signIn', target: '', details: {} }),
          );
        if (body.bearer) return json({ name, role, token: word });
        return { ...json({ name, role }), headers: cookie(word, adminSessionMs / 1_000) };
      },
    ),
    rawRoute(
      ['POST', '/api/sign-in-by-token'],
      {
        id: 'account.signInByToken',
        summary: 'A cookie for a browser whose person holds the server’s token.',
        needs: 'anyone',
        params: nothing,
        query: nothing,
        body: fields({ token: secret }),
        gives: 'json',
        result: fields({ name: text(), role: text() }).json,
        auditsItself: true,
      },
      ({ body, caller }) => {
        const { word, caller: now } = access.signInByToken(body.token, caller.remoteAddress);
        return { ...json({ name: now.name, role: now.role }), headers: cookie(word, adminSessionMs / 1_000) };
      },
    ),
    rawRoute(
      ['POST', '/api/sign-out'],
      {
        id: 'account.signOut',
        summary: 'Ends this session.',
        needs: 'none',
        params: nothing,
        query: nothing,
        body: nothing,
        gives: 'json',
        result: nothing.json,
        auditsItself: true,
      },
      ({ caller }) => {
        access.signOut(caller.session ?? '');
        return { ...json({}), headers: cookie('', 0) };
      },
    ),
  ];
}

function json(value: unknown): Answer {
  return { body: { type: 'application/json; charset=utf-8', bytes: JSON.stringify(value) } };
}
