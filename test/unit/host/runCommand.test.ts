import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import { type CommandContext, defineCommand } from '../../../src/host/command.ts';
import { createCommandRunner } from '../../../src/host/runCommand.ts';
import { english } from '../views/rows.ts';

/** A command whose work ends when the test says so. */
function slowCommand({ joins }: { readonly joins: boolean }) {
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const log: string[] = [];
  const context = {
    t: english,
    notify: {
      progress: async (title: string, work: (options: object) => Promise<void>) => {
        log.push(`progress ${title}`);
        return work({});
      },
      error: (error: MailError) => log.push(`error ${error.code}`),
    },
  };
  const command = defineCommand({
    ...{ id: 'mailroom.slow', busy: 'Working', joins },
    run: () => new Promise<void>((resolve, reject) => void ends.push({ resolve, reject })),
  });
  const runner = createCommandRunner(context as unknown as CommandContext);
  return { log, ends, run: () => runner(command, []) };
}

describe('M04 a command given twice at once', () => {
  test('that joins is run once, with one progress, and both end with it', async () => {
    const { log, ends, run } = slowCommand({ joins: true });
    const both = Promise.all([run(), run()]);
    assert.equal(ends.length, 1);
    ends[0]?.resolve();
    await both;
    assert.deepEqual(log, ['progress Working']);
    const again = run();
    assert.equal(ends.length, 2, 'once over, it can be run again');
    ends[1]?.resolve();
    await again;
  });

  test('that joins and fails is told once', async () => {
    const { log, ends, run } = slowCommand({ joins: true });
    const both = Promise.all([run(), run()]);
    ends[0]?.reject(new MailError('server.failed'));
    await both;
    assert.deepEqual(log, ['progress Working', 'error server.failed']);
  });

  test('another is run twice', async () => {
    const { ends, run } = slowCommand({ joins: false });
    const both = Promise.all([run(), run()]);
    assert.equal(ends.length, 2);
    for (const { resolve } of ends) resolve();
    await both;
  });
});
