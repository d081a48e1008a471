import assert from 'node:assert/strict';
import { test } from 'node:test';
import { referencesMax, referencesOf } from '../../../../src/engine/threads/references.ts';

test('G01 references, then in-reply-to where it adds one, each once', () => {
  assert.deepEqual(referencesOf({ references: '<a@x> <b@x>\r\n\t<a@x>', inReplyTo: '<b@x>' }), ['<a@x>', '<b@x>']);
  assert.deepEqual(referencesOf({ references: '', inReplyTo: '<b@x>' }), ['<b@x>']);
});

test('G01 what is no Message-ID is passed over', () => {
  const inReplyTo = 'Your message of "Tue, 3 Nov" <a@x> from <someone@x>';
  assert.deepEqual(referencesOf({ references: 'see above', inReplyTo }), ['<a@x>']);
  assert.deepEqual(referencesOf({ references: `<${'x'.repeat(600)}>`, inReplyTo: '' }), []);
  // Two who answer "yes" to `git send-email` have no conversation with each other.
  assert.deepEqual(referencesOf({ references: '<yes>', inReplyTo: '<yes>' }), []);
  const bare = '<0f8fad5b-d9cb-469f-a165-70867728950e>';
  assert.deepEqual(referencesOf({ references: bare, inReplyTo: '' }), [bare]);
});

test('G01 of a long chain the first and the latest stay', () => {
  const ids = Array.from({ length: referencesMax + 20 }, (_, index) => `<${index}@x>`);
  const kept = referencesOf({ references: ids.join(' '), inReplyTo: '' });
  assert.equal(kept.length, referencesMax);
  assert.equal(kept[0], '<0@x>');
  assert.equal(kept.at(-1), `<${referencesMax + 19}@x>`);
});
