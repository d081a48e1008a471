import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { EngineCaller } from '../../../src/host/engineConnection.ts';
import { smtpOpen } from '../../../src/protocol/methods/smtpOpen.ts';
import { smtpSay } from '../../../src/protocol/methods/smtpSay.ts';
import { accountId } from '../../../src/protocol/records.ts';
import { SmtpConsole } from '../../../src/views/smtpConsole.ts';
import { english } from './rows.ts';

/** A server that says yes to all, and a person who only presses Tab and Enter. */
function world() {
  const said: string[] = [];
  let screen = '';
  let at = 0;
  const state = { offered: [] as string[], isSecure: false, inData: false, isOpen: true };
  const engine: EngineCaller = {
    async call(method, params) {
      if (method.name === smtpOpen.name)
        return method.result.parse({ session: 's1', lines: [{ at: at++, side: 'server', text: '220 mx' }], ...state });
      assert.equal(method.name, smtpSay.name);
      const { line } = smtpSay.params.parse(params);
      said.push(line);
      if (line.startsWith('EHLO')) state.offered = state.isSecure ? ['AUTH PLAIN'] : ['STARTTLS'];
      if (line === 'STARTTLS') Object.assign(state, { isSecure: true, offered: [] });
      const wasData = state.inData;
      state.inData = line === 'DATA' || (wasData && line !== '.');
      state.isOpen = line !== 'QUIT';
      const lines = [{ at: at++, side: 'client', text: line }];
      if (!wasData || line === '.')
        lines.push({ at: at + 6, side: 'server', text: line === 'DATA' ? '354 Go' : '250 OK' });
      return method.result.parse({ lines, ...state });
    },
    on: () => ({ dispose() {} }),
  };
  const config = {
    ...{ address: 'ann@x.test', name: 'Ann', auth: 'password' as const },
    smtp: { host: 'mx.x.test', port: 587, security: 'starttls' as const },
  };
  const account = { id: accountId.parse('a1'), config, state: 'online', failure: null } as never;
  const write = (text: string) => {
    screen += text;
  };
  const smtp = new SmtpConsole({ engine, account, t: english, write });
  const press = async (keys: string) => {
    smtp.input(keys);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { smtp, said, press, screen: () => screen };
}

describe('the SMTP console', () => {
  test('F03 Tab and Enter lead through a whole mail to oneself, each step explained', async () => {
    const { smtp, said, press, screen } = world();
    await smtp.open();
    for (let step = 0; step < 11; step++) await press('\t\r');
    assert.deepEqual(said, [
      ...['EHLO [127.0.0.1]', 'STARTTLS', 'EHLO [127.0.0.1]', 'AUTH', 'MAIL FROM:<ann@x.test>', 'RCPT TO:<ann@x.test>'],
      ...['DATA', 'Subject: SMTP by hand', '.', 'QUIT'],
    ]);
    assert.match(screen(), /# names one recipient/);
    assert.match(screen(), /7 ms/);
    assert.match(screen(), /The connection is closed/);
  });

  test('F03 lines that are pasted are said one after the other, each once the one before is answered', async () => {
    const { smtp, said, press } = world();
    await smtp.open();
    await press('EHLO x\r\nNOOP\nDATA\rSubject: x\r\r.\rQU');
    for (let turn = 0; turn < 12; turn++) await press('');
    await press('IT\r');
    assert.deepEqual(said, ['EHLO x', 'NOOP', 'DATA', 'Subject: x', '', '.', 'QUIT']);
  });

  test('F03 help lists the commands, and says nothing to the server', async () => {
    const { smtp, said, press, screen } = world();
    await smtp.open();
    await press('help\r');
    assert.match(screen(), /RSET.*forgets the mail begun/);
    assert.deepEqual(said, []);
  });
});
