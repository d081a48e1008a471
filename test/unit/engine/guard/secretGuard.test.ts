import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../../src/base/errors.ts';
import { seededRandom } from '../../../../src/base/random.ts';
import { searchedHereMaxChars } from '../../../../src/engine/guard/limits.ts';
import { SecretGuard } from '../../../../src/engine/guard/secretGuard.ts';
import { AllowedSecretStore } from '../../../../src/engine/store/allowedSecrets.ts';
import { Database } from '../../../../src/engine/store/database.ts';
import { userMigrations } from '../../../../src/engine/store/schema/user.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

/** Longer than what is looked through without a worker. */
const outgoing = { text: 'Hello\n'.repeat(searchedHereMaxChars), files: [] };

function guardOver(answer: () => Promise<never>): SecretGuard {
  const user = new Database(':memory:', { migrations: userMigrations, durability: 'full' });
  return new SecretGuard({
    store: new AllowedSecretStore({ user, clock: virtualClock(), random: seededRandom(1) }),
    pool: { run: answer },
  });
}

describe('H05 what cannot be looked through', () => {
  for (const reason of ['timeout', 'memory'])
    test(`for want of ${reason}: it is not sent, and the error speaks of the look, not of a message`, async () => {
      const guard = guardOver(() => Promise.reject(new MailError('message.damaged', { data: { reason } })));
      await assert.rejects(guard.check(outgoing, []), { code: 'draft.notSearched', data: { reason } });
    });

  test('because the mail was given up meanwhile: that is said', async () => {
    const guard = guardOver(() => Promise.reject(new MailError('engine.cancelled')));
    await assert.rejects(guard.check(outgoing, []), { code: 'engine.cancelled' });
  });
});
