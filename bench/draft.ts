import createMarkdown from 'markdown-it';
import { systemClock } from '../src/base/clock.ts';
import { seededRandom } from '../src/base/random.ts';
import { type ComposeDependencies, composeDraft } from '../src/engine/compose/draftMessage.ts';
import { accountId } from '../src/protocol/records.ts';
import { type Bench, median } from './row.ts';

const bodyChars = 100_000;
/** One pass warms up the other: both are measured in turn, so that what else the machine does falls on both. */
const warmUps = 10;
const rounds = 25;

/** A section of a report, as people write them: mostly prose, and each kind of block once. */
const section = (number: number) => `## ${number}. What we found

The second run went through **without a single error**, which nobody had expected after the first one. We looked at the
numbers again and again, and they stay what they are: see [the full list](https://example.org/runs/${number}) for all of
them, or ask *anybody* who was there. 张伟 has the machine that it was measured on, and \`npm run bench\` prints the same.

There are three reasons for it. The queue is shorter, since what was counted twice is counted once; the disk is asked less
often, because pages that were read stay where they are; and the third is that we were wrong about the first run, whose
clock ran backwards for eleven seconds. None of this is a surprise to those who wrote it, and all of it is to the others.

- the queue: 412 places instead of 900
- the disk: one read where there were **four**
  - [x] on the small machine
  - [ ] on the large one

> Are you sure? I have seen this once, and then never again.
> It went away when the cable was changed.

| run | ms | of |
| :-- | --: | :-: |
| first | 1,204 | 900 |
| second | 311 | 900 |

\`\`\`ts
export async function measure(runs: number): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) times.push(await once({ warm: run > 0 })); // The first one is cold.
  return median(times);
}
\`\`\`

What follows from this is short. We keep the change, we measure again on Monday, and until then nobody touches the cable.
If you have a better idea, write to the list; if you have the cable, bring it back.

`;

/** A long draft to the bytes of its mail, beside what the parser alone takes for its HTML. */
export const draft: Bench = {
  name: 'draft',
  async run() {
    let body = '';
    for (let number = 1; body.length < bodyChars; number++) body += section(number);
    const text = `---\nto: bob@example.test\nsubject: Report\n---\n\n${body}`;
    for (let run = 0; run < warmUps; run++) {
      parseAlone(body);
      await toMime(text);
    }
    const alone: number[] = [];
    const whole: number[] = [];
    for (let run = 0; run < rounds; run++) {
      alone.push(await timeOf(async () => parseAlone(body)));
      whole.push(await timeOf(() => toMime(text)));
    }
    const row = { bench: 'draft', runs: rounds, better: 'lower' } as const;
    return [
      {
        ...row,
        metric: 'Markdown draft of 100 KB to MIME, times markdown-it alone',
        value: median(whole.map((ms, run) => ms / (alone[run] ?? Number.NaN))),
        unit: 'x',
        goal: 3,
        baseline: 1,
      },
      {
        ...row,
        metric: 'Markdown draft of 100 KB to MIME',
        value: median(whole),
        unit: 'ms',
        goal: 3 * median(alone),
        baseline: median(alone),
      },
    ];
  },
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function parseAlone(body: string): number {
  return createMarkdown({ html: true, linkify: true, breaks: true }).render(body).length;
}

async function toMime(text: string): Promise<number> {
  const composed = await composeDraft(text, dependencies);
  let bytes = 0;
  for await (const chunk of composed.open()) bytes += chunk.length;
  return bytes;
}

const dependencies: ComposeDependencies = {
  accounts: [
    {
      id: accountId.parse('a1'),
      config: {
        ...{ address: 'ann@example.test', name: 'Ann', auth: 'none' },
        smtp: { host: 'localhost', port: 25, security: 'none' },
      },
    },
  ],
  files: [],
  clock: systemClock,
  random: seededRandom(1),
  statFile: async () => ({ isFolder: false, size: 0 }),
  async *openFile() {},
};
