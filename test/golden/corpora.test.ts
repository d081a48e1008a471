import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { bytesSource } from '../../src/mail/mime/byteSource.ts';
import {
  attachmentBytes,
  enclosedSource,
  partsBelow,
  type ReadMessage,
  readMessage,
} from '../../src/mail/mime/read.ts';

/** Reading judged against the collected mails beside the project; what unit tests need to run alone is elsewhere. */
const corpora = join(import.meta.dirname, '../../../shared/corpora/eml');

/** What `expected.json` may say of a mail. Calendar and bounce details belong to later rows and are not judged here. */
interface Expectation {
  readonly file: string;
  readonly expect: {
    readonly subject?: string;
    readonly fromName?: string;
    readonly fromAddress?: string;
    readonly to?: readonly string[];
    readonly text?: string;
    readonly textIncludes?: string;
    readonly htmlIncludes?: string;
    readonly attachments?: readonly { filename: string; bytes: number }[];
    readonly parts?: number;
    readonly references?: readonly string[];
    readonly innerSubject?: string;
    readonly dateHeader?: string;
  };
}

if (!existsSync(corpora)) {
  test('D01 corpora: ../shared/corpora is absent, so the collected mails are not read here', () => {});
} else {
  const expectations: Expectation[] = JSON.parse(readFileSync(join(corpora, 'own/expected.json'), 'utf8'));

  describe('D01 eml/own reads as its oracle says', () => {
    for (const { file, expect } of expectations) {
      test(file, () => {
        const message = readMessage(bytesSource(readFileSync(join(corpora, 'own', file))));
        assert.deepEqual(seen(message, expect), wanted(expect));
        assert.ok(message.date === undefined || Number.isFinite(message.date));
      });
    }
  });

  test('D01 every collected mail is read without a throw, and no byte of it more than a few times', () => {
    const files = globSync('**/*.{eml,msg,raw,mbox,txt,golden,tnef,ntx,dat,env}', { cwd: corpora });
    assert.ok(files.length > 1_800, `${files.length} files`);
    for (const file of files) {
      const bytes = readFileSync(join(corpora, file));
      let taken = 0;
      const source = {
        size: bytes.length,
        read: (start: number, end: number) => {
          const view = bytes.subarray(start, Math.max(start, end));
          taken += view.length;
          return view;
        },
      };
      const message = readMessage(source);
      for (const attachment of message.attachments.slice(0, 50)) for (const _ of attachmentBytes(message, attachment));
      // Files inside a part decode it once each; nothing goes with the square of the size.
      assert.ok(taken <= bytes.length * (20 + message.attachments.length), `${file}: ${taken} of ${bytes.length}`);
    }
  });
}

function wanted({ ...expect }: Expectation['expect']): unknown {
  const { text, ...rest } = expect;
  const known = Object.entries(rest).filter(([key]) => !['bounce', 'summary'].includes(key));
  return { ...Object.fromEntries(known), ...(text === undefined ? {} : { text: trimmed(text) }) };
}

/** The same facts as the oracle names, as we see them. */
function seen(message: ReadMessage, expect: Expectation['expect']): unknown {
  const text = message.blocks.map((block) => block.text ?? '').join('\n');
  const html = message.blocks.map((block) => block.html ?? '').join('\n');
  const all: { [K in keyof Expectation['expect']]-?: () => unknown } = {
    subject: () => message.subject,
    fromName: () => message.from[0]?.name,
    fromAddress: () => message.from[0]?.address,
    to: () => message.to.map((one) => one.address),
    text: () => trimmed(text),
    textIncludes: () => (text.includes(expect.textIncludes ?? '') ? expect.textIncludes : text),
    htmlIncludes: () => (html.includes(expect.htmlIncludes ?? '') ? expect.htmlIncludes : html),
    attachments: () =>
      message.attachments.map((one) => ({
        filename: one.name,
        bytes: [...attachmentBytes(message, one)].reduce((sum, chunk) => sum + chunk.length, 0),
      })),
    parts: () => partsBelow(message.root).length,
    references: () => message.references,
    innerSubject: () => {
      const inner = partsBelow(message.root).find((part) => part.type === 'message/rfc822');
      return inner ? readMessage(enclosedSource(message, inner)).subject : undefined;
    },
    dateHeader: () => message.fields.find((field) => field.name.toLowerCase() === 'date')?.value,
  };
  const keys = Object.keys(expect).filter((key): key is keyof typeof all => key in all);
  return Object.fromEntries(keys.map((key) => [key, all[key]()]));
}

function trimmed(text: string): string {
  return text.replaceAll('\r\n', '\n').trimEnd();
}
