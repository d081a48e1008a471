import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { settingsForms } from '../../../src/protocol/connectionSettings.ts';

const place = { host: '127.0.0.1', port: 2525, user: 'sand@box', password: "it's" };

function written(id: string): string {
  return settingsForms.find((form) => form.id === id)?.write(place) ?? '';
}

describe('connection settings', () => {
  test('L03 each form names host, port, user and password', () => {
    for (const { id, write } of settingsForms) {
      const text = write({ ...place, password: 'secret' });
      const user = id === 'symfony' ? 'sand%40box' : 'sand@box';
      for (const word of ['127.0.0.1', '2525', user, 'secret']) assert.ok(text.includes(word), `${id}: ${word}`);
      assert.ok(text.endsWith('\n'));
    }
  });

  test('L03 a quote in a password does not end the string', () => {
    assert.match(written('django'), /EMAIL_HOST_PASSWORD = 'it\\'s'/);
    assert.match(written('nodemailer'), /pass: 'it\\'s'/);
    assert.match(written('rails'), /password: 'it\\'s'/);
    assert.match(written('symfony'), /smtp:\/\/sand%40box:it's@127\.0\.0\.1:2525/);
  });
});
