import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createFormats } from '../../../src/views/formats.ts';
import { messageText } from '../../../src/views/messageText.ts';
import { english, row } from './rows.ts';

const now = new Date('2026-11-19T15:00:00').getTime();
const options = { t: english, formats: createFormats('en', () => now) };

describe('E a message in a row', () => {
  test('sender, subject and time of day', () => {
    const text = messageText(row(1), false, options);
    assert.equal(text.label, 'Zhang Wei');
    assert.equal(text.description, 'Re: build is red · 14:05');
  });

  test('in Sent the recipient, without a name the address', () => {
    assert.equal(messageText(row(1), true, options).label, 'To: me@example.org');
    assert.equal(messageText(row(1, { to: [] }), true, options).label, 'To: (no recipient)');
    assert.equal(messageText(row(1, { from: [], subject: ' \r\n ' }), false, options).label, '(no sender)');
  });

  test('dates as short as they are clear', () => {
    const shown = (date: string) => options.formats.shortDate(new Date(date).getTime());
    assert.equal(shown('2026-11-19T00:00:00'), '00:00');
    assert.equal(shown('2026-11-16T09:00:00'), 'Mon');
    assert.equal(shown('2026-11-03T09:00:00'), 'Nov 3');
    assert.equal(shown('2024-11-03T09:00:00'), '2024-11-03');
    assert.equal(shown('2027-11-03T09:00:00'), '2027-11-03');
  });

  test('M02 a screen reader hears what the marks show', () => {
    const flags = ['\\Flagged', '\\answered'];
    const { accessibleLabel } = messageText(row(1, { flags, hasAttachment: true }), false, options);
    assert.equal(accessibleLabel, 'Unread, Zhang Wei, Re: build is red, today 14:05, flagged, answered, attachment');
  });

  test('line breaks and control characters in a subject do not break the row', () => {
    const text = messageText(row(1, { subject: 'one\r\n\ttwo\u0000three' }), false, options);
    assert.equal(text.description, 'one two three · 14:05');
  });

  test('M01 Chinese dates and sizes', () => {
    const formats = createFormats('zh-cn', () => now);
    assert.equal(formats.shortDate(new Date('2026-11-03T09:00:00').getTime()), '11月3日');
    assert.equal(formats.shortDate(new Date('2026-11-16T09:00:00').getTime()), '周一');
    assert.equal(formats.size(12_345_678), '12 MB');
    assert.equal(createFormats('not a language', () => now).size(0), '0 bytes');
  });
});
