import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../base/clock.ts';
import { isErrorCode } from '../base/errorCodes.ts';
import { MailError } from '../base/errors.ts';
import { parseWhen } from '../base/whenWords.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { draftCheck } from '../protocol/methods/draftCheck.ts';
import { draftPreview } from '../protocol/methods/draftPreview.ts';
import { outboxEnqueue } from '../protocol/methods/outboxEnqueue.ts';
import type { AttachmentFile, OutboxRecord } from '../protocol/records.ts';
import { cliTexts } from '../texts/cli.ts';
import { errorText } from '../texts/errors.ts';
import { flag, readArguments, text as textOption } from './arguments.ts';
import { attachmentFilesOf } from './attachmentFiles.ts';
import { readBytes, readTextFile } from './files.ts';
import { translatorFor } from './language.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

/**
 * `send`: hands a draft to its account's server and waits for the answer. Exit 0 sent, 1 failed, 3 queued or in doubt.
 * A draft that was sent before is sent again: who types the command means it. With `--at`, in words as the editor takes
 * them (`tomorrow 9:00`, `明天上午9点`), or with `send-at:` in the draft it is scheduled: exit 3 at once, and it leaves
 * while an engine runs on the profile; with `--wait` this one does until it has left.
 */
export const send: Verb = {
  name: 'send',
  usage: ['send --profile DIR DRAFT.mail.md [--at TIME [--wait]] [--dry-run] [--allow-secrets] [--password-stdin]'],
  async run(args, io) {
    const { options, positionals } = readArguments(
      args,
      { ...sessionOptions, 'dry-run': flag, 'allow-secrets': flag, wait: flag, at: textOption },
      { min: 1 },
    );
    const path = resolve(io.cwd, positionals[0] ?? '');
    const text = readTextFile(path, io.cwd);
    return withEngine(io, options, async (engine) => {
      if (options['dry-run']) {
        const files = await filesOf(engine, text, path, io);
        const { file } = await engine.call(draftPreview, { text, files }, io);
        io.outBytes(readBytes(file));
        return 0;
      }
      const enqueued = filesOf(engine, text, path, io).then((files) => {
        const draft = pathToFileURL(path).href;
        const unguarded = options['allow-secrets'] === true;
        const sendAt = options.at === undefined ? {} : { sendAt: timeOf(options.at, systemClock.now()) };
        const wishes = { undoMs: 0, again: true, wait: true, stay: options.wait === true, unguarded, ...sendAt };
        return engine.call(outboxEnqueue, { draft, text, files, ...wishes }, io);
      });
      const { item } = await enqueued.catch((error) => {
        io.out(JSON.stringify({ id: '', state: 'failed', messageId: '', accepted: [], rejected: [] }));
        throw error; // The sentence follows on standard error.
      });
      return report(item, io);
    });
  },
};

async function filesOf(
  engine: EngineClient,
  text: string,
  path: string,
  io: CliIo,
): Promise<readonly AttachmentFile[]> {
  const { attach, images, drawings } = await engine.call(draftCheck, { text }, io);
  const t = translatorFor(io.env, io.bundleFolder);
  for (const { range } of drawings) io.err(t(cliTexts.undrawn, { line: String(range.startLine + 1) }));
  return attachmentFilesOf(
    [...attach, ...images].map(({ reference }) => reference),
    path,
  );
}

/** Throws `draft.badSendAt`, `draft.sendAtPast`. */
function timeOf(words: string, now: number): number {
  const at = parseWhen(words, now);
  if (at === undefined) throw new MailError('draft.badSendAt', { retry: 'afterUser', data: { value: words } });
  if (at <= now) throw new MailError('draft.sendAtPast', { retry: 'afterUser' });
  return at;
}

/** product.md's `send` shape, whatever came of it; why it isn't sent goes to standard error. */
function report({ id, state, messageId, recipients, failure, sendAt }: OutboxRecord, io: CliIo): number {
  if (state === 'held' && sendAt > 0) return reportScheduled({ id, messageId, sendAt }, io);
  const shown = state === 'sent' || state === 'failed' ? state : state === 'inDoubt' ? 'in-doubt' : 'queued';
  const accepted = recipients.filter((one) => one.state === 'accepted').map(({ address }) => address);
  const rejected = recipients
    .filter((one) => one.state === 'refused')
    .map(({ address, code, reply }) => ({ address, code, reply }));
  io.out(JSON.stringify({ id, state: shown, messageId, accepted, rejected }));
  const { code, data } = failure ?? { code: 'auth.secretMissing', data: {} };
  const waitsUntold = shown === 'queued' && !failure; // The account waits for its secret, and that is no failure.
  if ((failure || waitsUntold) && isErrorCode(code))
    io.err(`${code}: ${errorText(translatorFor(io.env, io.bundleFolder), code, data)}`);
  return shown === 'sent' ? 0 : shown === 'failed' ? 1 : 3;
}

/** It has a time to leave at: when, and that somebody must be there then. */
function reportScheduled(
  { id, messageId, sendAt }: Pick<OutboxRecord, 'id' | 'messageId' | 'sendAt'>,
  io: CliIo,
): number {
  const at = new Date(sendAt).toISOString();
  io.out(JSON.stringify({ id, state: 'scheduled', at, messageId, accepted: [], rejected: [] }));
  io.err(translatorFor(io.env, io.bundleFolder)(cliTexts.scheduled, { time: at }));
  return 3;
}
