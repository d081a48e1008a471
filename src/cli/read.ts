import { resolve } from 'node:path';
import { isMailError } from '../base/errors.ts';
import type { EngineClient } from '../engineClient/engineClient.ts';
import { messageRead } from '../protocol/methods/messageRead.ts';
import { messageReadFile } from '../protocol/methods/messageReadFile.ts';
import { messageSource } from '../protocol/methods/messageSource.ts';
import { type MessageContent, type MessageId, messageId } from '../protocol/records.ts';
import { flag, misuse, readArguments } from './arguments.ts';
import { readBytes, readTextRef } from './files.ts';
import { rowJson } from './rows.ts';
import { sessionOptions, withEngine } from './session.ts';
import type { CliIo, Verb } from './verb.ts';

const forms = ['html', 'text', 'source', 'json'] as const;

/** `read`: one message, by id or from an .eml file: as text, as the reader's HTML, as received, or all of it as JSON. */
export const read: Verb = {
  name: 'read',
  usage: ['read --profile DIR ID | FILE.eml [--html | --text | --source | --json]'],
  async run(args, io) {
    const kinds = { ...sessionOptions, html: flag, text: flag, source: flag } as const;
    const { options, positionals } = readArguments(args, kinds, { min: 1 });
    const [form = 'text', ...more] = forms.filter((name) => options[name]);
    if (more.length > 0) throw misuse(more.join(' '));
    const word = positionals[0] ?? '';
    return withEngine(io, options, async (engine) => {
      const id = asMessageId(word);
      if (form === 'source') io.outBytes(await sourceOf(engine, id, resolve(io.cwd, word), io));
      else print(io, form, await contentOf(engine, id, resolve(io.cwd, word), io));
      return 0;
    });
  },
};

function asMessageId(word: string): MessageId | undefined {
  try {
    return messageId.parse(word);
  } catch (error) {
    if (isMailError(error, 'engine.badRequest')) return undefined; // No id, so it names a file.
    throw error;
  }
}

async function sourceOf(engine: EngineClient, id: MessageId | undefined, path: string, io: CliIo): Promise<Uint8Array> {
  return readBytes(id ? (await engine.call(messageSource, { id }, io)).file : path);
}

async function contentOf(
  engine: EngineClient,
  id: MessageId | undefined,
  path: string,
  io: CliIo,
): Promise<MessageContent> {
  const answer = id ? await engine.call(messageRead, { id }, io) : await engine.call(messageReadFile, { path }, io);
  return answer.content;
}

function print(io: CliIo, form: 'html' | 'text' | 'json', content: MessageContent): void {
  if (form === 'html') io.out(content.html ? readTextRef(content.html) : '');
  else if (form === 'text') io.out(readTextRef(content.text));
  else io.out(JSON.stringify(contentJson(content)));
}

/** product.md's `read --json`: the row's fields, then the rest of the mail. */
function contentJson({ row, html, text, attachments, warnings, remoteImages: _, ...rest }: MessageContent): object {
  return {
    ...rowJson(row),
    ...rest,
    text: readTextRef(text),
    html: html && readTextRef(html),
    attachments: attachments.map(({ filename, contentType, size, sha256, cid, inline }) => ({
      filename,
      contentType,
      size,
      sha256,
      cid,
      inline,
    })),
    warnings: warnings.map(({ code }) => code),
  };
}
