import { randomId, systemRandom } from '../../base/random.ts';
import { decodeBase64 } from '../../mail/wire/sasl/plain.ts';
import { checkClientFinal, readClientFirst, writeServerFirst } from '../../mail/wire/sasl/scram.ts';
import { type Reply, reply } from '../../mail/wire/smtp/reply.ts';
import type { LoginResult } from '../loginGuard.ts';
import type { SmtpContext } from './context.ts';

/**
 * SCRAM-SHA-256 (RFC 5802) within AUTH: the password itself never crosses. What proves the server to the client is a
 * challenge that an empty line answers (RFC 4954 §4).
 */
export async function scramExchange(context: SmtpContext, initial: string | undefined): Promise<LoginResult | Reply> {
  const { settings, remoteAddress } = context;
  const said = initial ?? (await context.challenge(''));
  if (said === undefined || said === '*') return cancelled;
  const first = readClientFirst(decodeBase64(said) ?? '');
  if (!first) return malformed;
  const signIn = { protocol: 'smtp', name: first.user, remoteAddress } as const;
  const verifier = settings.guard.scramKeys(signIn);
  if (verifier === 'busy') return 'busy';
  const serverFirst = writeServerFirst(verifier, first.nonce + randomId(systemRandom, 24));
  const proof = await context.challenge(base64(serverFirst));
  if (proof === undefined || proof === '*') return cancelled;
  const checked = checkClientFinal(decodeBase64(proof) ?? '', { first, serverFirst, verifier });
  if (!checked) return malformed;
  if (checked.proved && (await context.challenge(base64(checked.final))) !== '') return cancelled;
  return settings.guard.scramDone(signIn, checked.proved);
}

const cancelled = reply(501, '5.7.0', 'cancelled');
const malformed = reply(501, '5.5.2', 'not a message of SCRAM-SHA-256');

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
