/** Outgoing mails of each kind and style, as a spam filter judges them: SpamAssassin with its local rules. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { composeDraft } from '../../src/engine/compose/draftMessage.ts';
import { themes } from '../../src/mail/html/themes.ts';
import { accountId } from '../../src/protocol/records.ts';
import { ensurePrograms } from '../support/availability.ts';
import { run } from '../support/childProcess.ts';
import { tempFolder } from '../support/tempFolder.ts';
import { letter } from '../unit/mail/html/letter.ts';

/** Of 5.0, from where SpamAssassin calls a mail spam. */
const scoreMax = 1;

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const FILES: { readonly [reference: string]: Buffer } = {
  'pics/shot 1.png': png,
  'logo.png': png,
  'gone.png': png,
  '报告 2026.pdf': Buffer.from('%PDF-1.4\n1 0 obj\n<< >>\nendobj\n'),
  'data.csv': Buffer.from('name,count\n张伟,1\n'),
  'own.css': Buffer.from('body { color: #123456 } th { background-color: #eef1f4 }\n'),
};

const prose = `Hello Bob,

the build of Tuesday is green again: the test that failed waited for a file that another one removes. I have moved
that file into a folder of its own. Could you have a look at the change before Friday? It is small.

Ann
`;
const chinese = `你好，张伟：

附件是上周会议的纪要和下个季度的计划，请先看第二部分。如果周五之前没有意见，我就按这个版本发给大家。
**时间**：下周三上午十点，三号会议室。

安娜
`;
const quoted = `Yes, both are fine.

> On Tuesday, Bob wrote:
>
> Can you send the sources? And is Friday still all right for you?
`;

/** Kind to header lines and body. */
const KINDS: { readonly [kind: string]: readonly [headers: string, body: string] } = {
  'plain text': ['subject: The build is green\nformat: plain', prose],
  'flowed text': ['subject: The build is green\nformat: flowed', prose],
  Markdown: ['subject: The build is green', prose],
  'one line': ['subject: Tomorrow', 'See you at ten.\n'],
  HTML: [
    'subject: Minutes of Monday\nformat: html',
    `<!doctype html><html><head><title>Minutes</title></head><body><h1>Minutes of Monday</h1><p>${prose}</p></body></html>\n`,
  ],
  'with attachments': ['subject: Report and data\nattach: 报告 2026.pdf; data.csv', prose],
  Chinese: ['subject: 会议纪要和下季度计划\nattach: 报告 2026.pdf', chinese],
  'an answer': [
    'subject: Re: The sources\nin-reply-to: <q1@example.org>\nreferences: <q0@example.org> <q1@example.org>',
    quoted,
  ],
  'urgent, with receipt': ['subject: The server is down\npriority: high\nreceipt: yes', prose],
  ...Object.fromEntries(
    [...Object.keys(themes), 'own.css'].map((style) => [
      `everything a letter can have, style ${style}`,
      [`subject: Report of the week\nstyle: ${style}`, letter],
    ]),
  ),
};

let ready = false;
before(async () => {
  ready = await ensurePrograms('spamScore', ['spamassassin']);
});

test('E04 E05 outgoing mail of each kind and style scores below 1.0 with SpamAssassin', async (context) => {
  if (!ready) return context.skip('spamassassin is missing');
  const names = Object.keys(KINDS);
  const verdicts = await judged(await Promise.all([...Object.values(KINDS), SPAM].map(delivered)));
  const known = verdicts.pop();
  assert.ok(known && known.score > scoreMax, `the rules are there and count: ${known?.tests}`);
  assert.equal(verdicts.length, names.length);
  for (const [index, { score, tests }] of verdicts.entries()) {
    context.diagnostic(`${score}  ${names[index]}: ${tests}`);
    assert.ok(score < scoreMax, `${names[index]} scores ${score}: ${tests}`);
  }
});

test('E04 of a short mail with a picture nothing counts but that its words are few', async (context) => {
  if (!ready) return context.skip('spamassassin is missing');
  const [verdict] = await judged([await delivered(['subject: The new logo', `${prose}\n![the logo](logo.png)\n`], 1)]);
  // The filter has rules for pictures with less than 3,200 bytes of words; no form of such a mail escapes them.
  const others = verdict?.tests.split(',').filter((name) => !name.startsWith('HTML_IMAGE_ONLY_'));
  assert.deepEqual(others, ['HTML_MESSAGE']);
});

const SPAM = [
  'subject: $$$ MAKE MONEY FAST!!!',
  `Dear friend, you have WON $1,000,000 in our lottery!!! Act now, click here, this is not spam, 100% free viagra,
no obligation, risk free, lose weight, your urgent response is needed to transfer the sum of US$ 25,000,000 of the late
Mr. Mobutu to your bank account. Kindly contact the barrister with your bank details.
`,
] as const;

/** A mail as its reader's server has it: what its way there puts above it. */
async function delivered([headers, body]: readonly [headers: string, body: string], seed: number): Promise<Buffer> {
  const composed = await composeDraft(`---\nto: Bob Example <bob@example.org>\n${headers}\n---\n\n${body}`, {
    accounts: [
      {
        id: accountId.parse('a1'),
        config: {
          ...{ address: 'ann@example.com', name: 'Ann Example', auth: 'none' },
          smtp: { host: 'mail.example.com', port: 587, security: 'starttls' },
        },
      },
    ],
    files: Object.keys(FILES).map((reference) => ({
      ...{ reference, path: reference, name: reference.split('/').pop() ?? '' },
    })),
    clock: systemClock,
    random: seededRandom(seed),
    statFile: async (path) => ({ isFolder: false, size: FILES[path]?.length ?? 0 }),
    async *openFile(path) {
      yield FILES[path] ?? assert.fail(path);
    },
  });
  const chunks: Uint8Array[] = [];
  for await (const chunk of composed.open()) chunks.push(chunk);
  const date = new Date(systemClock.now()).toUTCString().replace('GMT', '+0000');
  const way = [
    'Return-Path: <ann@example.com>',
    'Received: from mail.example.com (mail.example.com [93.184.215.14]) by mx.example.org (Postfix) with ESMTPS id 4Qx1',
    ` for <bob@example.org>; ${date}`,
    'Received: from [192.168.1.20] (unknown [81.2.69.160]) by mail.example.com (Postfix) with ESMTPSA id 7Zk2',
    ` for <bob@example.org>; ${date}`,
  ];
  return Buffer.concat([Buffer.from(`${way.join('\r\n')}\r\n`), ...chunks]);
}

interface Verdict {
  readonly score: number;
  /** Names of the rules that matched. */
  readonly tests: string;
}

/** One run for all, because loading the rules takes longer than judging a mail. Local rules alone: nothing is asked of the network. */
async function judged(mails: readonly Buffer[]): Promise<Verdict[]> {
  await using folder = await tempFolder('spam');
  const mbox = mails.map((mail) => {
    const lines = mail
      .toString('latin1')
      .replaceAll('\r\n', '\n')
      .replace(/^(>*From )/gm, '>$1');
    return `From ann@example.com Mon Jan  5 09:30:00 2026\n${lines}\n`;
  });
  const { code, stdout, stderr } = await run('spamassassin', ['-L', '-x', '--mbox', '--cf=report_safe 0'], {
    input: Buffer.from(mbox.join(''), 'latin1'),
    env: { ...process.env, HOME: folder.path, LC_ALL: 'C' },
    timeoutMs: 120_000,
  });
  if (code !== 0) throw new Error(`spamassassin ended with ${code}\n${stderr}`);
  // They come back in an order of their own.
  const found = new Map(stdout.split(/^From /m).map((mail) => [idOf(mail), verdictOf(mail)]));
  return mails.map((mail) => found.get(idOf(String(mail))) ?? assert.fail('a mail was not judged'));
}

const idOf = (mail: string) => /^Message-ID: (\S+)/im.exec(mail)?.[1];

function verdictOf(mail: string): Verdict | undefined {
  const [, score, tests = ''] =
    /^X-Spam-Status: \w+, score=(-?[\d.]+) required=\S+\s+tests=((?:[^\n]|\n\t)*?)\s*autolearn=/m.exec(mail) ?? [];
  return score === undefined ? undefined : { score: Number(score), tests: tests.replace(/\s+/g, '') };
}
