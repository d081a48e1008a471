import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isErrorCode } from '../base/errorCodes.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { draftCheck } from '../protocol/methods/draftCheck.ts';
import { draftPreview } from '../protocol/methods/draftPreview.ts';
import { outboxEnqueue } from '../protocol/methods/outboxEnqueue.ts';
import type { AttachmentFile, OutboxRecord } from '../protocol/records.ts';
import { cliTexts } from '../texts/cli.ts';
import { errorText } from '../texts/errors.ts';
import { flag, readArguments } from './arguments.ts';
import { attachmentFilesOf } from './attachmentFiles.ts';
import { readBytes, readTextFile } from './files.ts';
import { translatorFor } from './language.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

/**
 * `send`: hands a draft to its account's server and waits for the answer. Exit 0 sent, 1 failed, 3 queued or in doubt.
 * A draft that was sent before is sent again: who types the command means it.
 */
export const send: Verb = {
  name: 'send',
  usage: ['send --profile DIR DRAFT.mail.md [--dry-run] [--allow-secrets] [--password-stdin]'],
  async run(args, io) {
    const { options, positionals } = readArguments(
      args,
      { ...sessionOptions, 'dry-run': flag, 'allow-secrets': flag },
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
        return engine.call(outboxEnqueue, { draft, text, files, undoMs: 0, again: true, wait: true, unguarded }, io);
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

/** product.md's `send` shape, whatever came of it; why it isn't sent goes to standard error. */
function report({ id, state, messageId, recipients, failure }: OutboxRecord, io: CliIo): number {
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
