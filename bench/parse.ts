import { join } from 'node:path';
import { hasCorpora } from '../test/golden/crossCheck/mails.ts';
import { runOk } from '../test/support/childProcess.ts';
import { projectRoot } from '../test/support/projectRoot.ts';
import type { ParseFigures, ParseReader } from './parseWorker.ts';
import { type Bench, type BenchRow, median } from './row.ts';

/** The collected mails to decoded headers, reader text and list of parts, on one core, beside two readers that deliver the same. */
export const parse: Bench = {
  name: 'parse',
  async run({ runs }) {
    if (!hasCorpora) {
      console.log('parse: ../shared/corpora is not here: this does not run.');
      return [];
    }
    const ours: number[] = [];
    const postal: number[] = [];
    const mailparser: number[] = [];
    const slowest: number[] = [];
    for (let run = 0; run < runs; run++) {
      const figures = await measure('mailroom');
      ours.push(perSecond(figures));
      slowest.push(figures.slowestMs);
      postal.push(perSecond(await measure('postal-mime')));
      mailparser.push(perSecond(await measure('mailparser')));
    }
    const base = { bench: 'parse', runs, better: 'higher' } as const;
    const times = (peer: readonly number[]) => median(ours.map((value, run) => value / (peer[run] ?? Number.NaN)));
    const rows: BenchRow[] = [
      { ...base, metric: 'mails a second, times postal-mime', value: times(postal), unit: 'x', goal: 3, baseline: 1 },
      {
        ...base,
        metric: 'mails a second, times mailparser',
        value: times(mailparser),
        unit: 'x',
        goal: 8,
        baseline: 1,
      },
      {
        ...base,
        metric: 'mails a second on one core, beside postal-mime',
        value: median(ours),
        unit: '/s',
        goal: 3 * median(postal),
        baseline: median(postal),
      },
      {
        ...base,
        metric: 'the slowest mail, every attachment decoded',
        value: median(slowest),
        unit: 'ms',
        goal: 50,
        better: 'lower',
        baseline: null,
      },
    ];
    return rows;
  },
};

async function measure(reader: ParseReader): Promise<ParseFigures> {
  const worker = join(projectRoot, 'bench', 'parseWorker.ts');
  return JSON.parse(await runOk(process.execPath, ['--no-warnings', '--single-threaded', worker, reader]));
}

function perSecond({ mails, roundMs }: ParseFigures): number {
  return mails / (roundMs / 1_000);
}
