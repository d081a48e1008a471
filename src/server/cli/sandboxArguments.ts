import { MailError } from '../../base/errors.ts';
import { isLoopback } from '../../mail/net/endpoint.ts';
import type { ReleaseOptions } from '../sandbox/release.ts';
import type { SandboxOptions } from '../sandbox/sandbox.ts';
import { readWebhookUrl } from '../sandbox/webhook.ts';

const word = { type: 'string' } as const;

/** The options of `serve` that are about captured mail, as `parseArgs` wants them. */
export const sandboxFlags = {
  keep: word,
  'keep-hours': word,
  webhook: word,
  'release-through': word,
  'release-allow': { type: 'string', multiple: true },
} as const;

export type SandboxFlags = { readonly [name in keyof typeof sandboxFlags]?: string | readonly string[] | undefined };

/** Where the password of the server that mail is released through is read from. */
export const releasePasswordName = 'MAILROOM_RELEASE_PASSWORD';

/** What they say; undefined for nothing. Throws `cli.usage`, `sandbox.badRule` for an address that no webhook may have. */
export function readSandboxArguments(
  flags: SandboxFlags,
  env: { readonly [name: string]: string | undefined },
): SandboxOptions | undefined {
  const { keep, webhook } = flags;
  const hours = flags['keep-hours'];
  const release = readRelease(flags, env);
  const url = typeof webhook === 'string' ? readWebhookUrl(webhook, { anywhere: true }) : undefined;
  const hasRetention = keep !== undefined || hours !== undefined;
  const retention = { maxMails: count(keep, '--keep'), maxAgeMs: count(hours, '--keep-hours') * 3_600_000 };
  const given = {
    ...(hasRetention ? { retention } : {}),
    ...(url ? { webhook: url } : {}),
    ...(release ? { release } : {}),
  };
  return Object.keys(given).length > 0 ? given : undefined;
}

/** `smtp://[USER@]HOST:PORT` (STARTTLS, none on this machine) or `smtps://…`, and who may get mail through it. */
function readRelease(
  flags: SandboxFlags,
  env: { readonly [name: string]: string | undefined },
): ReleaseOptions | undefined {
  const through = flags['release-through'];
  const allow = flags['release-allow'];
  if (through === undefined && allow === undefined) return undefined;
  const url = typeof through === 'string' && URL.canParse(through) ? new URL(through) : undefined;
  const isSmtp = url?.protocol === 'smtp:' || url?.protocol === 'smtps:';
  if (!url || !isSmtp || url.hostname === '' || url.password !== '' || !Array.isArray(allow))
    throw misuse('--release-through smtp[s]://[USER@]HOST:PORT --release-allow ADDRESS|*@DOMAIN');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const isTls = url.protocol === 'smtps:';
  const security = isTls ? 'tls' : isLoopback(host) ? 'none' : 'starttls';
  return {
    endpoint: { host, port: Number(url.port) || (isTls ? 465 : 587), security },
    user: decodeURIComponent(url.username),
    password: env[releasePasswordName] ?? '',
    allow,
  };
}

function count(text: SandboxFlags['keep'], name: string): number {
  if (text === undefined) return 0;
  if (typeof text !== 'string' || !/^\d{1,7}$/.test(text)) throw misuse(`${name} ${String(text)}`);
  return Number(text);
}

function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}
