import { isErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { smsGateways } from '../protocol/methods/smsGateways.ts';
import { smsList } from '../protocol/methods/smsList.ts';
import { smsSend } from '../protocol/methods/smsSend.ts';
import type { GatewayRecord, SmsId, SmsRecord } from '../protocol/sms.ts';
import { errorText } from '../texts/errors.ts';
import { misuse, readArguments, text } from './arguments.ts';
import { translatorFor } from './language.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

/** `sms send | gateways`. Exit of `send`: 0 sent, 1 failed, 3 waiting or in doubt. */
export const sms: Verb = {
  name: 'sms',
  usage: [
    'sms send --profile DIR --to NUMBER[,NUMBER] [--gateway NAME] [--template CODE] [--value NAME=VALUE]... [--allow HOST] TEXT',
    'sms gateways --profile DIR',
  ],
  async run([action, ...args], io) {
    const actions: { readonly [name: string]: (args: readonly string[], io: CliIo) => Promise<number> } = {
      send,
      gateways,
    };
    const run = action === undefined ? undefined : actions[action];
    if (!run) throw misuse(action ?? '');
    return run(args, io);
  },
};

async function gateways(args: readonly string[], io: CliIo): Promise<number> {
  const { options } = readArguments(args, sessionOptions);
  return withEngine(io, options, async (engine) => {
    for (const { id, config, host, isAllowed } of (await engine.call(smsGateways, {}, io)).gateways)
      io.out(JSON.stringify({ id, name: config.name, form: config.form.id, host, allowed: isAllowed }));
    return 0;
  });
}

async function send(args: readonly string[], io: CliIo): Promise<number> {
  const value = { type: 'string', multiple: true } as const;
  const own = { to: text, gateway: text, template: text, allow: text, value };
  const { options, positionals } = readArguments(args, { ...sessionOptions, ...own }, { min: 1 });
  const values = Object.fromEntries((options.value ?? []).map(readValue));
  const draft = { numbers: options.to ?? '', text: positionals[0] ?? '', values };
  return withEngine(io, options, async (engine) => {
    const gateway = await named(engine, options.gateway);
    const { item } = await engine.call(
      smsSend,
      {
        ...{ gateway: gateway.id, draft, template: options.template ?? '', undoMs: 0 },
        ...(options.allow === undefined ? {} : { allowHost: options.allow }),
      },
      io,
    );
    return report(await settled(engine, item.id, io), io);
  });
}

function readValue(written: string): readonly [string, string] {
  const at = written.indexOf('=');
  if (at < 1) throw misuse(written);
  return [written.slice(0, at), written.slice(at + 1)];
}

/** By name or id; without one the only gateway that there is. Throws `sms.gatewayUnknown`, `cli.usage`. */
async function named(engine: EngineClient, name: string | undefined): Promise<GatewayRecord> {
  const { gateways: all } = await engine.call(smsGateways, {});
  const meant = name === undefined ? all : all.filter(({ id, config }) => id === name || config.name === name);
  if (meant.length > 1) throw misuse(`--gateway ${meant.map(({ config }) => config.name).join(' | ')}`);
  const [only] = meant;
  if (!only) throw new MailError('sms.gatewayUnknown');
  return only;
}

/** The text once nothing more happens to it by itself, or it waits for something else than its turn. */
function settled(engine: EngineClient, id: SmsId, io: CliIo): Promise<SmsRecord> {
  return new Promise((resolve, reject) => {
    const look = async () => {
      const item = (await engine.call(smsList, {}, io)).items.find((one) => one.id === id);
      if (!item) throw new MailError('sms.unknown');
      const waits =
        item.state === 'queued' && item.recipients.some(({ state, failure }) => state === 'pending' && failure);
      if (!waits && ['held', 'queued', 'sending'].includes(item.state)) return;
      listener.dispose();
      resolve(item);
    };
    const listener = engine.on('smsChanged', () => void look().catch(reject));
    void look().catch(reject);
  });
}

function report({ id, state, parts, recipients }: SmsRecord, io: CliIo): number {
  const t = translatorFor(io.env, io.bundleFolder);
  const shown = state === 'sent' || state === 'failed' ? state : state === 'inDoubt' ? 'in-doubt' : 'queued';
  const rows = recipients.map(({ number, state: each, failure }) => ({
    ...{ number, state: each === 'inDoubt' ? 'in-doubt' : each },
    ...(failure ? { error: failure.code, code: failure.data['code'] ?? '', words: failure.data['words'] ?? '' } : {}),
  }));
  io.out(JSON.stringify({ id, state: shown, parts, recipients: rows }));
  for (const { number, failure } of recipients)
    if (failure && isErrorCode(failure.code))
      io.err(`${number}: ${failure.code}: ${errorText(t, failure.code, failure.data)}`);
  return shown === 'sent' ? 0 : shown === 'failed' ? 1 : 3;
}
