/** Mails made to break the reader, each through a real worker: what can't be shown is told, and nothing else suffers. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { utf8 } from '../../src/base/bytes.ts';
import { systemClock } from '../../src/base/clock.ts';
import { isMailError } from '../../src/base/errors.ts';
import { createLogger } from '../../src/base/log.ts';
import { seededRandom } from '../../src/base/random.ts';
import { createMessageRenderer, type MessageRenderer } from '../../src/engine/render/messageRenderer.ts';
import { WorkerPool } from '../../src/engine/render/workerPool.ts';
import { bombSteps, bombs } from '../support/bombs.ts';
import { type TempFolder, tempFolder } from '../support/tempFolder.ts';

const sound = { bytes: utf8('Subject: sound\r\nContent-Type: text/html\r\n\r\n<p>Still <b>here</b>') };
/** A fifth of what the engine gives a mail, so that those that can't be done in time don't take the test with them. */
const timeoutMs = 4_000;

describe('H06 hostile mail is harmless', () => {
  let folder: TempFolder;
  let pool: WorkerPool;
  let renderer: MessageRenderer;
  let workersLost = 0;
  let hurried = false;

  before(async () => {
    folder = await tempFolder('bombs');
    const script = { file: new URL('../../src/engine/worker/main.ts', import.meta.url) };
    const log = createLogger((_level, line) => {
      if (line.includes('render.workerLost')) workersLost++;
    }, systemClock.now);
    pool = new WorkerPool({ script, clock: systemClock, log, workers: 2 });
    renderer = createMessageRenderer({
      pool: { run: (job, options) => pool.run(job, { ...options, ...(hurried && { timeoutMs }) }) },
      temporaryFolder: folder.path,
      random: seededRandom(6),
      fetchImage: () => Promise.reject(new Error('nobody asked for a picture')),
    });
  });
  after(async () => {
    pool.dispose();
    await folder[Symbol.asyncDispose]();
  });

  const isSound = async () => {
    const { html } = await renderer.render(sound);
    assert.match(html && 'text' in html ? html.text : '', /Still <b>here<\/b>/);
  };
  /** The next bomb is made when a worker has time for it. */
  async function eachBomb(work: (name: string, bytes: Uint8Array) => Promise<void>): Promise<void> {
    const all = bombs();
    const worker = async () => {
      for (let next = all.next(); !next.done; next = all.next()) await work(next.value.name, next.value.bytes);
    };
    await Promise.all([worker(), worker()]);
  }

  test('H06 420 bombs: each is shown, or told as damaged; a worker is lost for no other reason, and sound mail reads on', async () => {
    const damaged: string[] = [];
    let shown = 0;
    hurried = true;
    await eachBomb(async (name, bytes) => {
      try {
        await renderer.render({ bytes }, { key: name });
        shown++;
      } catch (error) {
        assert.ok(isMailError(error, 'message.damaged'), `${name}: ${String(error)}`);
        damaged.push(name);
      }
    });
    assert.equal(shown + damaged.length, 30 * bombSteps);
    assert.ok(shown >= 360, `only ${shown} were shown; damaged: ${damaged.join(', ')}`);
    assert.ok(workersLost <= damaged.length, `${workersLost} workers for ${damaged.length} mails`);
    hurried = false;
    await isSound();
    const before = workersLost;
    for (const key of damaged) await assert.rejects(renderer.render(sound, { key }), { code: 'message.damaged' });
    assert.equal(workersLost, before, 'one that killed its worker is not tried again');
  });

  test('H06 6 that end or stall their worker: the other goes on meanwhile, and new ones take their place', async () => {
    for (const fault of ['hang', 'exit', 'memory', 'exit', 'hang', 'exit'] as const) {
      const broken = pool.run({ kind: 'fault', fault }, { timeoutMs: fault === 'hang' ? timeoutMs : 60_000 });
      const [lost, read] = await Promise.allSettled([broken, isSound()]);
      assert.ok(lost.status === 'rejected' && isMailError(lost.reason, 'message.damaged'), fault);
      assert.equal(read.status, 'fulfilled', fault);
    }
    await isSound();
  });
});
