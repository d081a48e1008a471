import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { edited, type TextEdit } from '../../../src/base/textEdit.ts';
import { PageText, placed } from '../../../src/views/composeBody.ts';

describe('E02 one text in two editors', () => {
  test('E02 an edit moves with what was typed before it', () => {
    const edit = { from: 8, to: 11, text: 'NEW' };
    assert.equal(
      edited('xx one two old', placed({ from: 8, to: 11, text: 'NEW' }, 'one two old', 'xx one two old')),
      'xx one two NEW',
    );
    assert.deepEqual(placed(edit, 'one two old', 'one two old'), edit);
    assert.equal(edited('ONE two old', placed(edit, 'one two old', 'ONE two old')), 'ONE two NEW');
  });

  test('E02 where both changed the same words, both are there', () => {
    const text = edited(
      'one THEIRS three',
      placed({ from: 4, to: 7, text: 'ours' }, 'one two three', 'one THEIRS three'),
    );
    assert.match(text, /THEIRS/);
    assert.match(text, /ours/);
  });

  test('E02 whatever order they meet in, nothing typed is lost and both end with the same text', () => {
    const step = fc.record({ side: fc.constantFrom('page', 'type', 'hear', 'read'), at: fc.nat({ max: 1_000 }) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const world = new Both('The text that both have at first.');
        steps.forEach(({ side, at }, index) => {
          world[side](at, String.fromCodePoint(0x4e00 + index));
        });
        world.settle();
        assert.equal(world.shown, world.document);
        for (const token of world.typed) assert.ok(world.document.includes(token), `${token} in ${world.document}`);
      }),
      { numRuns: 2_000, seed: 3 },
    );
  });
});

/** Page and host with the messages that are between them; neither hears the other at once. */
class Both {
  document: string;
  readonly typed: string[] = [];
  readonly #host = new PageText();
  readonly #toHost: (TextEdit & { readonly base: number })[] = [];
  readonly #toPage: { readonly id: number; readonly taken: number; readonly text: string }[] = [];
  #shown = '';
  #base = 0;
  #sent = 0;

  constructor(text: string) {
    this.document = text;
    this.#offer();
    this.read();
  }

  get shown(): string {
    return this.#shown;
  }

  /** Typed in the panel, and sent. */
  page(at: number, token: string): void {
    const from = at % (this.#shown.length + 1);
    const edit = { from, to: from, text: token };
    this.typed.push(token);
    this.#shown = edited(this.#shown, edit);
    this.#sent += 1;
    this.#toHost.push({ ...edit, base: this.#base });
  }

  /** Typed in the text editor. */
  type(at: number, token: string): void {
    const from = at % (this.document.length + 1);
    this.typed.push(token);
    this.document = edited(this.document, { from, to: from, text: token });
    this.#offer();
  }

  /** The host hears the next message of the page. */
  hear(): void {
    const message = this.#toHost.shift();
    if (!message) return;
    this.document = edited(this.document, this.#host.take(message.base, message, this.document));
    if (this.document !== this.#host.shown) this.#offer();
  }

  /** The page reads the next message of the host: it takes it unless the host has still to hear of something. */
  read(): void {
    const message = this.#toPage.shift();
    if (!message || message.taken < this.#sent) return;
    this.#base = message.id;
    this.#shown = message.text;
  }

  settle(): void {
    while (this.#toHost.length > 0 || this.#toPage.length > 0) {
      this.hear();
      this.read();
    }
  }

  #offer(): void {
    this.#toPage.push({ id: this.#host.offer(this.document), taken: this.#host.taken, text: this.document });
  }
}
