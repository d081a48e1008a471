import { type Credentials, decodeBase64, readPlain } from '../../mail/wire/sasl/plain.ts';
import { isReply, type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import type { LoginResult } from '../loginGuard.ts';
import { scramExchange } from './authScram.ts';
import type { Handler, SmtpContext } from './context.ts';

const passwordMechanisms = ['PLAIN', 'LOGIN'] as const;
type Mechanism = (typeof passwordMechanisms)[number] | 'SCRAM-SHA-256';

/** Offered in this order. In the sandbox any password signs in, which SCRAM cannot: there both sides must know it. */
export function mechanisms({ settings }: SmtpContext): readonly Mechanism[] {
  return settings.sandbox ? passwordMechanisms : ['SCRAM-SHA-256', ...passwordMechanisms];
}

/** RFC 4954 §4: signs in, with an initial response or without. */
export const auth: Handler = (context, argument) => {
  if (!context.greeting?.extended) return reply(503, '5.5.1', 'EHLO first');
  if (context.signedInAs !== '') return reply(503, '5.5.1', 'signed in already');
  if (context.transaction) return reply(503, '5.5.1', 'not in the middle of a mail');
  const [, name = '', initial] = /^(\S+)(?: (\S+))?$/.exec(argument) ?? [];
  const mechanism = mechanisms(context).find((one) => one === name.toUpperCase());
  if (name === '') return reply(501, '5.5.4', 'AUTH and the name of a mechanism');
  if (!mechanism) return reply(504, '5.5.4', 'mechanism not offered');
  if (!context.mayLogIn) return reply(538, '5.7.11', 'a password crosses under TLS only: STARTTLS first');
  return exchange(context, mechanism, initial);
};

async function exchange(context: SmtpContext, mechanism: Mechanism, initial: string | undefined): Promise<Reply> {
  if (mechanism === 'SCRAM-SHA-256') {
    const result = await scramExchange(context, initial);
    return typeof result === 'object' && isReply(result) ? result : outcome(context, result);
  }
  const credentials =
    mechanism === 'PLAIN' ? await plainExchange(context, initial) : await loginExchange(context, initial);
  if (credentials === 'cancelled') return reply(501, '5.7.0', 'cancelled');
  if (!credentials) return reply(501, '5.5.2', `not a message of ${mechanism}`);
  return signIn(context, credentials);
}

type Exchanged = Credentials | 'cancelled' | null;

/** RFC 4616. */
async function plainExchange(context: SmtpContext, initial: string | undefined): Promise<Exchanged> {
  const response = initial ?? (await context.challenge(''));
  return response === undefined || response === '*' ? 'cancelled' : readPlain(response);
}

/** The name and then the password, each asked for by its prompt in base64; a name may come with the command. */
async function loginExchange(context: SmtpContext, initial: string | undefined): Promise<Exchanged> {
  const name = initial ?? (await context.challenge('VXNlcm5hbWU6'));
  if (name === undefined || name === '*') return 'cancelled';
  const user = decodeBase64(name);
  if (!user) return null;
  const secret = await context.challenge('UGFzc3dvcmQ6');
  if (secret === undefined || secret === '*') return 'cancelled';
  const password = decodeBase64(secret);
  return password === null ? null : { user, password };
}

async function signIn(context: SmtpContext, { user: name, password }: Credentials): Promise<Reply> {
  // In the sandbox programs bring whatever credentials their settings hold; only real users have a real password.
  if (context.settings.sandbox && !context.settings.delivery.hasUser(name)) {
    context.signedIn(name, undefined);
    return reply(235, '2.7.0', 'welcome to the sandbox');
  }
  const { settings, remoteAddress } = context;
  return outcome(context, await settings.guard.logIn({ protocol: 'smtp', name, password, remoteAddress }));
}

/** What a sign-in is answered, however it was proved. */
function outcome(context: SmtpContext, result: LoginResult): Reply {
  if (result === 'busy') return reply(454, '4.7.0', 'too many wrong passwords, wait a minute');
  if (result === 'wrong') {
    if (context.loginFailed()) context.afterReply = 'close';
    return reply(535, '5.7.8', 'wrong name or password');
  }
  if ('off' in result) return reply(535, '5.7.1', result.off);
  context.signedIn(result.user.address, result.user);
  return reply(235, '2.7.0', 'welcome');
}
