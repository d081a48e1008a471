import { parseArgs } from 'node:util';
import { MailError, messageOf } from '../../base/errors.ts';
import { sampleMessagesMax } from '../sandbox/limits.ts';
import { type RunningServer, type ServerDependencies, type ServerOptions, startServer } from '../server.ts';
import { type Service, services } from '../service.ts';
import { readSandboxArguments, sandboxFlags } from './sandboxArguments.ts';

/** What `serve` does besides serving. */
export interface ServeArguments {
  readonly server: ServerOptions;
  /** End when standard input ends, as it does when the process that started this one is gone. */
  readonly withParent: boolean;
}

/** Reads the arguments behind `serve`. Throws `cli.usage`. */
export function readServeArguments(
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
): ServeArguments {
  const values = parse(args);
  const { data, sample, host, cert, key, admin } = values;
  if (typeof data !== 'string' || data === '') throw misuse('--data DIR');
  const ports: { [name in Service]?: number } = {};
  for (const service of services) {
    const text = values[service];
    if (typeof text === 'string') ports[service] = whole(text, 65_535, `--${service}`);
  }
  if ((cert === undefined) !== (key === undefined)) throw misuse('--cert FILE --key FILE');
  const capture = readSandboxArguments(values, env);
  if (capture && values.sandbox !== true) throw misuse('--sandbox');
  const server = {
    data,
    sandbox: values.sandbox === true,
    ...(capture ? { capture } : {}),
    ...readFilling(values),
    ...(typeof host === 'string' ? { host } : {}),
    ...(Object.keys(ports).length > 0 ? { ports } : {}),
    ...(typeof sample === 'string' ? { sample: whole(sample, 4_294_967_295, '--sample') } : {}),
    ...(typeof admin === 'string' ? { admin: whole(admin, 65_535, '--admin') } : {}),
    ...(typeof cert === 'string' && typeof key === 'string' ? { certificate: { certificate: cert, key } } : {}),
  };
  return { server, withParent: values['with-parent'] === true };
}

/**
 * The first line of standard output: a port for each service that runs, and the administration's address. Its token only
 * when `withToken`: a log of a service must not hold it.
 */
export function serveLine({ ports, admin }: RunningServer, { withToken }: { readonly withToken: boolean }): string {
  return JSON.stringify({
    ...ports,
    ...(admin ? { admin: admin.url } : {}),
    ...(admin && withToken ? { token: admin.token } : {}),
  });
}

export async function serve(options: ServerOptions, dependencies: ServerDependencies): Promise<RunningServer> {
  return startServer(options, dependencies);
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        data: text,
        host: text,
        smtp: text,
        smtps: text,
        mx: text,
        imap: text,
        imaps: text,
        pop3: text,
        pop3s: text,
        sms: text,
        admin: text,
        sample: text,
        messages: text,
        preload: text,
        cert: text,
        key: text,
        sandbox: flag,
        ...sandboxFlags,
        'with-parent': flag,
      },
    });
    return values;
  } catch (error) {
    throw misuse(messageOf(error));
  }
}

/** More sample mails, a folder of mails: each only with what it fills. */
function readFilling({ sample, messages, preload, sandbox }: ReturnType<typeof parse>) {
  if (messages !== undefined && sample === undefined) throw misuse('--sample SEED');
  if (preload !== undefined && sandbox !== true) throw misuse('--sandbox');
  return {
    ...(messages === undefined ? {} : { messages: whole(messages, sampleMessagesMax, '--messages') }),
    ...(preload === undefined ? {} : { preload }),
  };
}

function whole(text: string, max: number, name: string): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value > max) throw misuse(`${name} ${text}`);
  return value;
}

function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}
