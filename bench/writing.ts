import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accountAdd } from '../src/protocol/methods/accountAdd.ts';
import { draftCheck } from '../src/protocol/methods/draftCheck.ts';
import { draftSecrets } from '../src/protocol/methods/draftSecrets.ts';
import { engineStatus } from '../src/protocol/methods/engineStatus.ts';
import { startEngine, type TestEngine } from '../test/support/engine.ts';
import { tempFolder } from '../test/support/tempFolder.ts';
import { type Bench, percentile, timed } from './row.ts';

const keys = 100;
const scannedBytes = 20 * 1024 * 1024;
/** How often the engine is asked for a sign of life while it scans, ms. */
const pulseMs = 5;

/** What a person waits for while writing: diagnostics after a key in a long draft, and the look for secrets before a large mail leaves. */
export const writing: Bench = {
  name: 'writing',
  async run({ runs }) {
    await using engine = await startEngine({ kind: 'editor', secrets: async () => 'secret' });
    await engine.client.call(accountAdd, { config });
    const checked = await checkTimes(engine);
    const scan = await scanTimes(engine, runs);
    const base = { bench: 'writing', better: 'lower', baseline: null } as const;
    return [
      {
        ...{ ...base, metric: 'diagnostics after a keystroke in a 100 KB draft, p95', unit: 'ms', goal: 20 },
        ...{ value: percentile(checked, 95), runs: keys },
      },
      {
        ...{ ...base, metric: 'secret scan of 20 MB', unit: 'ms', goal: 1_000, runs },
        value: percentile(scan.whole, 50),
      },
      {
        ...{ ...base, metric: 'longest wait for the engine during it', unit: 'ms', goal: 50, runs },
        value: percentile(scan.pulses, 99),
      },
    ];
  },
};

const config = {
  ...{ address: 'bench@example.test', name: 'Bench', auth: 'password' as const },
  smtp: { host: 'localhost', port: 9, security: 'starttls' as const },
};

async function checkTimes({ client }: TestEngine): Promise<readonly number[]> {
  const paragraph =
    'Some *words* of a letter with [a link](https://example.test/), a number 4711 and a line of `code`.\n' +
    '> quoted: the build is red again, see ticket 12\n\n- one\n- two 王芳\n\n';
  const head = '---\nto: Bob Lee <bob@example.test>; li@example.test\nsubject: Long\nattach: a.pdf\n---\n\nHi Bob,\n\n';
  const body = paragraph.repeat(Math.ceil((100 * 1024) / paragraph.length));
  const text = (key: number) => `${head}${body}${'x'.repeat(key)}\n\n![red](red.png)\n`;
  await timed(20, async (key) => void (await client.call(draftCheck, { text: text(key) })));
  return timed(keys, async (key) => void (await client.call(draftCheck, { text: text(key) })));
}

async function scanTimes({ client }: TestEngine, runs: number) {
  await using folder = await tempFolder('scan');
  const path = join(folder.path, 'source.js');
  const line =
    'function render(token, index) { return tokens[index].attrGet("password") || options.secret === token; }\n';
  await writeFile(path, line.repeat(Math.ceil(scannedBytes / line.length)));
  const files = [{ path, name: 'source.js', reference: 'source.js' }];
  const pulses: number[] = [];
  const whole = await timed(runs, async () => {
    const scan = client.call(draftSecrets, { text: 'to: a@x.test', files });
    let over = false;
    void scan.finally(() => {
      over = true;
    });
    while (!over) {
      pulses.push(...(await timed(1, async () => void (await client.call(engineStatus, {})))));
      await new Promise((resolve) => setTimeout(resolve, pulseMs));
    }
    await scan;
  });
  return { whole, pulses };
}
