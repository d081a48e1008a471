import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { adminWorld } from '../../../support/adminWorld.ts';

const address = 'ann@here.test';
const password = 'Correct-Horse-7';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = base64(`\0${address}\0${password}`);
const wrong = base64(`\0${address}\0${password}-not`);

/** Says each line when the answer to the one before has come, and waits for the end. */
function dialogue(port: number, lines: readonly string[], isAnswer: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const waiting = [...lines];
    let held = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      held += chunk;
      const said = held.split('\r\n');
      held = said.pop() ?? '';
      for (const _ of said.filter((one) => isAnswer.test(one))) {
        const next = waiting.shift();
        if (next === undefined) socket.end();
        else socket.write(`${next}\r\n`);
      }
    });
    socket.once('close', () =>
      waiting.length === 0 ? resolve() : reject(new Error(`unsaid: ${waiting.join(' | ')}`)),
    );
    socket.once('error', reject);
  });
}

describe('no password in a log', () => {
  test('K04 each way to sign in by SMTP, IMAP and POP3, right and wrong: no form of it is in a file', async () => {
    await using world = await adminWorld({ ports: { smtp: 0, imap: 0, pop3: 0 } });
    await world.make(address, password, 'none');
    const { smtp = 0, imap = 0, pop3 = 0 } = world.server.ports;
    const smtpAnswer = /^\d{3} /;
    await dialogue(smtp, ['EHLO a', `AUTH PLAIN ${wrong}`, `AUTH PLAIN ${plain}`, 'QUIT'], smtpAnswer);
    await dialogue(smtp, ['EHLO a', 'AUTH PLAIN', plain, 'QUIT'], smtpAnswer);
    await dialogue(smtp, ['EHLO a', 'AUTH LOGIN', base64(address), base64(password), 'QUIT'], smtpAnswer);
    await dialogue(smtp, ['EHLO a', `AUTH LOGIN ${base64(address)}`, base64(password), 'QUIT'], smtpAnswer);
    const imapAnswer = /^(\* OK|\+|\w+ (OK|NO|BAD))/;
    await dialogue(imap, [`a LOGIN ${address} ${password}`, 'b LOGOUT'], imapAnswer);
    await dialogue(imap, [`a login "${address}" "${password}"`, 'b LOGOUT'], imapAnswer);
    await dialogue(
      imap,
      [`a LOGIN {${address.length}}`, `${address} {${password.length}}`, password, 'b LOGOUT'],
      imapAnswer,
    );
    await dialogue(
      imap,
      [`a LOGIN {${address.length}+}\r\n${address} {${password.length}+}\r\n${password}`, 'b LOGOUT'],
      imapAnswer,
    );
    await dialogue(imap, ['a AUTHENTICATE PLAIN', plain, 'b LOGOUT'], imapAnswer);
    await dialogue(imap, [`a AUTHENTICATE PLAIN ${plain}`, 'b LOGOUT'], imapAnswer);
    const pop3Answer = /^(\+|-ERR)/;
    await dialogue(pop3, [`USER ${address}`, `PASS ${password}`, 'QUIT'], pop3Answer);
    await dialogue(pop3, ['AUTH PLAIN', plain, 'QUIT'], pop3Answer);
    await dialogue(pop3, [`AUTH PLAIN ${plain}`, 'QUIT'], pop3Answer);
    await world.asked('/api/logs');
    const files = ['smtp', 'imap', 'pop3'].map((name) => readFileSync(join(world.data, 'logs', `${name}.log`), 'utf8'));
    for (const form of [password, password.toLowerCase(), base64(password), plain, wrong, plain.slice(8)])
      for (const file of files) assert.equal(file.includes(form), false, form);
    for (const file of files) {
      assert.match(file, /(AUTH|LOGIN|PASS)/i, 'that somebody signed in is there');
      assert.match(file, /- 127\.0\.0\.1 ann@here\.test signed in/, 'who');
    }
  });
});
