import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contrast, darkened, parseColour, readable } from '../../../src/webview/readerColours.ts';
import { seeded } from '../../support/seeded.ts';

const channel = fc.integer({ min: 0, max: 255 });
const colour = fc.tuple(channel, channel, channel);

test('D01 recoloured text can be read on any background', () => {
  const property = fc.property(colour, colour, (text, background) => {
    const dark = darkened(background);
    assert.ok(contrast(readable(text, dark), dark) >= 4.49);
  });
  fc.assert(property, seeded(21, 3_000));
});

test('D01 white paper becomes dark, dark stays, and colours are read as Chromium writes them', () => {
  assert.ok(darkened([255, 255, 255]).every((value) => value < 45));
  assert.deepEqual(darkened([10, 20, 30]), [10, 20, 30]);
  assert.deepEqual(parseColour('rgba(1, 2, 3, 0.5)'), { rgb: [1, 2, 3], alpha: 0.5 });
  assert.equal(parseColour('transparent'), undefined);
});
