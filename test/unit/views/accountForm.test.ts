import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MailError } from '../../../src/base/errors.ts';
import { type AccountRecord, accountRecord, type Failure, type ServiceCheck } from '../../../src/protocol/records.ts';
import { translator } from '../../../src/texts/translator.ts';
import { editAccountForm } from '../../../src/views/accountEdit.ts';
import { addAccountForm, newState, signInForm } from '../../../src/views/accountForm.ts';
import type { FormState, LookupProvider, LookupResult } from '../../../src/views/accountFormState.ts';
import type { AccountPrompts, FormPick, FormProblem, FormText } from '../../../src/views/accountFormSteps.ts';
import type { CheckResult } from '../../../src/views/accountProblem.ts';

const t = translator();

/** What a person does at each question: types, picks by the words of the choice, goes back, leaves. */
type Move = string | { readonly pick: string } | 'BACK' | 'LEAVE';

interface Played {
  readonly done: boolean | 'identities';
  readonly saved: readonly FormState[];
  readonly checked: readonly FormState[];
  /** Everything that was shown, in order. */
  readonly shown: readonly string[];
  readonly opened: readonly string[];
  readonly details: readonly string[];
  readonly questions: readonly (FormText | FormPick<unknown>)[];
}

interface World {
  readonly lookup?: LookupResult;
  readonly checks?: readonly CheckResult[];
  readonly state?: FormState;
  /** Edits this account instead. */
  readonly edit?: AccountRecord;
}

async function play(moves: readonly Move[], world: World = {}): Promise<Played> {
  const left = [...moves];
  const checks = [...(world.checks ?? [])];
  const log = { saved: [] as FormState[], checked: [] as FormState[], shown: [] as string[], opened: [] as string[] };
  const details: string[] = [];
  const questions: (FormText | FormPick<unknown>)[] = [];
  const take = (what: string) => {
    const move = left.shift();
    assert.notEqual(move, undefined, `nothing to do at: ${what}`);
    return move ?? 'LEAVE';
  };
  const choose = <T>(what: string, choices: readonly { readonly label: string; readonly value: T }[]) => {
    const move = take(what);
    if (move === 'LEAVE') return undefined;
    const wanted = typeof move === 'string' ? move : move.pick;
    const found = choices.find(({ label }) => label.includes(wanted));
    assert.ok(found, `"${wanted}" is none of: ${choices.map(({ label }) => label).join(' | ')}`);
    return found.value;
  };
  const prompts: AccountPrompts = {
    async text(question) {
      questions.push(question);
      log.shown.push(question.prompt ?? '');
      const move = take(question.prompt ?? '');
      if (move === 'BACK') return { kind: 'back' };
      if (move === 'LEAVE') return { kind: 'cancelled' };
      assert.equal(typeof move, 'string', question.prompt);
      const value = String(move);
      assert.equal(question.check?.(value), undefined, value);
      return { kind: 'value', value };
    },
    async pick(question) {
      questions.push(question);
      log.shown.push(question.prompt, ...question.choices.map(({ label, detail = '' }) => `${label} ${detail}`));
      if (left[0] === 'BACK') {
        left.shift();
        return { kind: 'back' };
      }
      const value = choose(question.prompt, question.choices);
      return value === undefined ? { kind: 'cancelled' } : { kind: 'value', value };
    },
    async problem<T>({ message, actions }: FormProblem<T>) {
      log.shown.push(message);
      return choose(message, actions);
    },
    async decide(message, detail, actions) {
      log.shown.push(message, detail);
      return choose(message, actions);
    },
    work: (_title, work) => work({ signal: new AbortController().signal }),
    async open(url) {
      log.opened.push(url);
    },
    async details(text) {
      details.push(text);
    },
  };
  const services = {
    lookup: async (address: string) => {
      if (address.includes('..')) throw new MailError('account.badAddress', { data: { address } });
      return world.lookup ?? qqLookup;
    },
    async check(state: FormState) {
      log.checked.push(structuredClone(state));
      return checks.shift() ?? { incoming: ok, outgoing: ok };
    },
    async save(state: FormState) {
      log.saved.push(structuredClone(state));
    },
  };
  const options = { t, prompts, services, formatDate: (ms: number) => new Date(ms).toISOString().slice(0, 10) };
  const { edit, state } = world;
  const begin = () => (state ? signInForm(options, state, 'x') : addAccountForm(options));
  const done = await (edit && state ? editAccountForm(options, edit, state) : begin());
  assert.deepEqual(left, [], 'every move was made');
  return { done, details, questions, ...log };
}

const ok: ServiceCheck = { ok: true, failure: null, certificate: null, serverSaid: '' };

function refused(code: string, data: Failure['data'] = {}, serverSaid = ''): ServiceCheck {
  return { ok: false, failure: { code, retry: 'afterUser', data }, certificate: null, serverSaid };
}

const qq: LookupProvider = {
  id: 'qq',
  name: 'QQ Mail',
  auth: 'code',
  helpUrl: 'https://help.example/qq',
  createUrl: 'https://help.example/qq',
  enableUrl: 'https://help.example/qq',
  passwordWorks: true,
  mustSwitchOn: true,
};
const qqLookup: LookupResult = {
  provider: qq,
  source: 'table',
  config: {
    address: '12345@qq.com',
    name: '',
    auth: 'password',
    provider: 'qq',
    imap: { host: 'imap.qq.com', port: 993, security: 'tls' },
    smtp: { host: 'smtp.qq.com', port: 465, security: 'tls' },
  },
};
const unknown: LookupResult = { provider: null, source: 'none', config: null };

const upToCode: readonly Move[] = ['12345@qq.com', 'Continue with QQ Mail', 'Zhang Wei', 'abcd efgh ijkl mnop'];

describe('A02 adding an account from address and code', () => {
  test('QQ: what it wants and where to get it come before the code; four questions in all', async () => {
    const { done, saved, shown, questions } = await play(upToCode);
    assert.equal(done, true);
    assert.deepEqual(saved[0]?.config, { ...qqLookup.config, name: 'Zhang Wei' });
    assert.equal(saved[0]?.secret, 'abcdefghijklmnop');
    assert.equal(questions.length, 4);
    const wanted = 'QQ Mail wants an authorization code (授权码), not the password.';
    assert.ok(shown.includes(`${wanted} Switch IMAP and SMTP on first, in the settings of its web mail.`));
    assert.ok(shown.some((line) => line.includes('Where do I get it?')));
    assert.deepEqual(questions[3]?.links?.[0], { label: 'Where do I get it?', url: 'https://help.example/qq' });
    assert.equal(questions[3] && 'password' in questions[3] && questions[3].password, true);
  });

  test('the page where one gets the code opens and the question stays', async () => {
    const moves: Move[] = ['12345@qq.com', 'Where do I get it?', 'Continue', 'Zhang Wei', 'code'];
    const { opened, done } = await play(moves);
    assert.deepEqual(opened, ['https://help.example/qq']);
    assert.equal(done, true);
  });

  test('a wrong code is told in words; the server’s own are under Details only; typed again it works', async () => {
    const said = '535 Login fail. Account is abnormal, password is incorrect';
    const data = { provider: 'QQ Mail', host: 'smtp.qq.com', serverSaid: said };
    const failed = refused('auth.needsCode', data, said);
    const { shown, details, saved } = await play([...upToCode, 'Details', 'Type It Again', 'right'], {
      checks: [{ incoming: failed, outgoing: failed }],
    });
    const sentence =
      'QQ Mail refused to sign in. The authorization code (授权码) is wrong, or belongs to another mailbox.';
    assert.equal(shown.filter((line) => line === sentence).length, 2);
    assert.equal(
      shown.some((line) => line.includes('535')),
      false,
    );
    assert.ok(details[0]?.includes(said));
    assert.equal(saved[0]?.secret, 'right');
  });

  test('QQ that asks for the code itself: not the password', async () => {
    const data = { provider: 'QQ Mail', serverSaid: '535 Please enter your authorization code to login' };
    const failed = refused('auth.needsCode', data);
    const { shown, opened } = await play([...upToCode, 'Get a Code', 'right'], {
      checks: [{ incoming: failed, outgoing: failed }],
    });
    assert.ok(
      shown.includes('QQ Mail refused to sign in. It wants the authorization code (授权码), not the password.'),
    );
    assert.deepEqual(opened, ['https://help.example/qq']);
  });

  test('an address that is none is said so and asked for again', async () => {
    const { shown, done } = await play(['a@qq..com', 'Edit Settings', ...upToCode]);
    assert.ok(shown.includes('“a@qq..com” is not a mail address.'));
    assert.equal(done, true);
  });

  test('Outlook is told before a password is asked for', async () => {
    const outlook: LookupProvider = { ...qq, id: 'outlook', name: 'Outlook.com', auth: 'oauth2', passwordWorks: false };
    const lookup: LookupResult = { ...qqLookup, provider: outlook };
    const { done, shown, questions } = await play(['a@outlook.com', 'LEAVE'], { lookup });
    assert.equal(done, false);
    assert.ok(shown.some((line) => line.startsWith('Outlook.com takes no passwords from mail programs')));
    assert.equal(
      questions.some((one) => 'password' in one && one.password),
      false,
    );
    assert.equal(
      shown.some((line) => line.startsWith('Continue with')),
      false,
    );
  });

  test('each refusal has its sentence and the way on that mends it', async () => {
    const cases = [
      ['auth.serviceOff', { provider: 'QQ Mail' }, 'switched off', 'How to Switch It On'],
      ['auth.refused', { host: 'imap.qq.com' }, 'imap.qq.com refused to sign in', 'Type It Again'],
      ['auth.tooMany', {}, 'no more sign-ins', 'Try Again'],
      ['auth.blocked', {}, 'blocked this sign-in', 'Try Again'],
      ['net.hostNotFound', { host: 'imap.qq.com' }, 'no server named imap.qq.com', 'Edit Settings'],
      ['net.refused', { host: 'imap.qq.com', port: 993 }, 'port 993', 'Try Again'],
      ['net.timeout', { host: 'imap.qq.com' }, 'may be blocked', 'Try Again'],
      ['net.closed', { host: 'imap.qq.com' }, 'closed the connection', 'Try Again'],
      ['net.notTls', { host: 'imap.qq.com', port: 993 }, 'does not speak TLS', 'Edit Settings'],
      ['net.startTlsMissing', { host: 'imap.qq.com' }, 'No password was sent', 'Edit Settings'],
    ] as const;
    for (const [code, data, words, action] of cases) {
      const failed = refused(code, data);
      const { shown } = await play([...upToCode, 'LEAVE'], { checks: [{ incoming: failed, outgoing: failed }] });
      assert.ok(
        shown.some((line) => line.includes(words)),
        `${code}: ${shown.at(-1)}`,
      );
      const offered: Move[] = [...upToCode, action, 'LEAVE'];
      const again = { checks: Array.from({ length: 3 }, () => ({ incoming: failed, outgoing: failed })) };
      const { done } = await play(action === 'Try Again' ? offered : [...offered], again);
      assert.equal(done, false, code);
    }
  });

  test('sending fails alone: it is said which, and the account can be kept to receive only', async () => {
    const failed = refused('net.timeout', { host: 'smtp.qq.com' });
    const { shown, saved } = await play([...upToCode, 'Receive Only'], {
      checks: [{ incoming: ok, outgoing: failed }],
    });
    assert.ok(shown.some((line) => line.startsWith('Sending: smtp.qq.com did not answer in time')));
    assert.equal(saved[0]?.config.smtp, undefined);
  });
});

describe('A04 the certificate question', () => {
  const certificate = {
    host: 'imap.qq.com',
    port: 993,
    subject: 'mail.example',
    issuer: 'Nobody CA',
    validFrom: Date.UTC(2026, 0, 1),
    validTo: Date.UTC(2027, 0, 1),
    fingerprint256: 'AA:BB',
  };
  const untrusted = { ...refused('net.certificateUntrusted', { host: 'imap.qq.com' }), certificate };

  test('name, issuer, dates and fingerprint are shown; trusted, the check runs again with that exception', async () => {
    const { shown, checked, saved } = await play([...upToCode, 'Trust This Certificate'], {
      checks: [{ incoming: untrusted, outgoing: ok }],
    });
    const detail = shown.find((line) => line.includes('SHA-256'));
    for (const fact of ['mail.example', 'Nobody CA', '2026-01-01', '2027-01-01', 'AA:BB', 'imap.qq.com:993'])
      assert.ok(detail?.includes(fact), fact);
    assert.deepEqual(checked[1]?.config.trustedCertificates, [
      { host: 'imap.qq.com', port: 993, fingerprint256: 'AA:BB' },
    ]);
    assert.equal(saved.length, 1);
  });

  test('not trusted: nothing is saved, and the failure is told', async () => {
    const { saved, shown } = await play([...upToCode, 'LEAVE', 'LEAVE'], {
      checks: [{ incoming: untrusted, outgoing: ok }],
    });
    assert.deepEqual(saved, []);
    assert.ok(shown.some((line) => line.includes('signed by nobody this computer knows')));
  });
});

describe('A01 by hand', () => {
  test('host, port, protection, user name apart from the address, a secret of its own for sending', async () => {
    const { saved } = await play(
      [
        ...['zhang@uni.example', 'Set servers by hand', 'mail.uni.example:1993', 'TLS', '20240001'],
        ...['With a user name and password of its own', 'smtp.uni.example', 'STARTTLS', 'zhang-smtp'],
        ...['Zhang', 'in-secret', 'out-secret'],
      ],
      { lookup: unknown },
    );
    assert.deepEqual(saved[0], {
      config: {
        address: 'zhang@uni.example',
        name: 'Zhang',
        auth: 'password',
        user: '20240001',
        imap: { host: 'mail.uni.example', port: 1993, security: 'tls' },
        smtp: { host: 'smtp.uni.example', port: 587, security: 'starttls', user: 'zhang-smtp' },
        smtpOwnSecret: true,
      },
      provider: null,
      secret: 'in-secret',
      smtpSecret: 'out-secret',
    });
  });

  test('receive only; STARTTLS moves the port along', async () => {
    const { saved } = await play(
      [
        ...['zhang@uni.example', 'Set servers by hand', 'mail.uni.example', 'STARTTLS', 'zhang@uni.example'],
        ...['Receive only', 'Zhang', 'secret'],
      ],
      { lookup: unknown },
    );
    assert.deepEqual(saved[0]?.config, {
      address: 'zhang@uni.example',
      name: 'Zhang',
      auth: 'password',
      imap: { host: 'mail.uni.example', port: 143, security: 'starttls' },
    });
  });

  test('B04 POP3 by the port, by the name or by choice, and what becomes of mail on the server', async () => {
    const start: Move[] = ['zhang@uni.example', 'Set servers by hand'];
    const rest: Move[] = ['zhang@uni.example', 'Receive only', 'Zhang', 'secret'];
    const pop3 = { host: 'mail.uni.example', port: 995, security: 'tls' };
    const kinds: readonly (readonly [Move[], object])[] = [
      [['mail.uni.example:995', 'TLS', 'until it is deleted'], pop3],
      [
        ['pop.uni.example', 'STARTTLS', 'days after'],
        { ...{ host: 'pop.uni.example', port: 110 }, security: 'starttls', deleteAfterDays: 14 },
      ],
      [['mail.uni.example', 'POP3 instead', 'TLS', 'as soon as'], { ...pop3, leaveOnServer: false }],
      [
        ['mail.uni.example:4995', 'POP3 instead', 'TLS', 'always'],
        { ...pop3, port: 4995, deleteWhenDeletedHere: false },
      ],
    ];
    for (const [moves, expected] of kinds) {
      const { saved } = await play([...start, ...moves, ...rest], { lookup: unknown });
      assert.deepEqual(saved[0]?.config.pop3, expected);
      assert.equal(saved[0]?.config.imap, undefined);
    }
    const { saved } = await play([...start, 'pop.uni.example', 'IMAP instead', 'TLS', ...rest], { lookup: unknown });
    assert.deepEqual(saved[0]?.config.imap, { host: 'pop.uni.example', port: 993, security: 'tls' });
    assert.equal(saved[0]?.config.pop3, undefined);
  });

  test('no protection is offered for a server on this computer only', async () => {
    const start: Move[] = ['a@b.example', 'Set servers by hand'];
    const away = await play([...start, 'mail.uni.example', 'LEAVE'], { lookup: unknown });
    assert.equal(
      away.shown.some((line) => line.startsWith('None')),
      false,
    );
    const here = await play([...start, '127.0.0.1:1143', 'None', 'No sign-in', 'Receive only', 'A'], {
      lookup: unknown,
    });
    assert.equal(here.saved[0]?.config.auth, 'none');
    assert.deepEqual(here.saved[0]?.config.imap, { host: '127.0.0.1', port: 1143, security: 'none' });
  });

  test('Back returns question by question, with what was typed', async () => {
    const { saved, questions } = await play([
      '1@qq.com',
      'BACK',
      '12345@qq.com',
      'Continue',
      'Zhang',
      'BACK',
      'Wei',
      'code',
    ]);
    assert.equal(questions[2] && 'value' in questions[2] && questions[2].value, '1@qq.com');
    assert.equal(saved[0]?.config.name, 'Wei');
    assert.equal(questions[0]?.canGoBack, false);
    assert.equal(questions[1]?.canGoBack, true);
  });

  test('leaving at any question saves nothing', async () => {
    for (let count = 0; count < upToCode.length; count++) {
      const { done, saved } = await play([...upToCode.slice(0, count), 'LEAVE']);
      assert.equal(done, false);
      assert.deepEqual(saved, []);
    }
  });
});

describe('signing in again', () => {
  test('asks for the secret alone, checks it and saves', async () => {
    const state = { ...newState('12345@qq.com'), config: qqLookup.config ?? newState('').config, provider: qq };
    const { questions, saved } = await play(['new code'], { state });
    assert.equal(questions.length, 1);
    assert.equal(saved[0]?.secret, 'newcode');
  });

  test('giving up a check goes back to the secret', async () => {
    const state = { ...newState('a@b.example'), config: qqLookup.config ?? newState('').config };
    const moves: Move[] = ['one', 'LEAVE'];
    let first = true;
    const options = {
      t,
      formatDate: String,
      prompts: {
        text: async () => {
          const move = moves.shift();
          return move === 'LEAVE'
            ? ({ kind: 'cancelled' } as const)
            : ({ kind: 'value', value: String(move) } as const);
        },
        pick: async () => ({ kind: 'cancelled' }) as const,
        problem: async () => undefined,
        decide: async () => undefined,
        work: async () => {
          if (first) first = false;
          throw new MailError('engine.cancelled');
        },
        open: async () => {},
        details: async () => {},
      },
      services: {
        lookup: async () => qqLookup,
        check: async () => ({ incoming: ok, outgoing: ok }),
        save: async () => assert.fail('nothing to save'),
      },
    };
    assert.equal(await signInForm(options, state, 'x'), false);
    assert.deepEqual(moves, []);
  });
});

describe('editing an account', () => {
  const config = {
    ...{ address: 'me@example.org', name: 'Me', auth: 'password' as const },
    imap: { host: 'imap.example.org', port: 993, security: 'tls' as const },
    smtp: { host: 'smtp.example.org', port: 465, security: 'tls' as const },
  };
  const edit = accountRecord.parse({
    ...{ id: 'a1', config, state: 'online', failure: null, onlineAt: null, unread: 0 },
  });
  const world = (): World => ({ edit, state: { ...newState('me@example.org'), config } });

  test('the name that people see and the name in the tree change; what is set is shown first', async () => {
    const moves: Move[] = ['Your name', 'Zhang Wei', 'Name of the account', 'Work', 'Check and save'];
    const { done, saved, questions, checked } = await play(moves, world());
    assert.equal(done, true);
    assert.equal(checked.length, 1);
    assert.deepEqual(saved[0]?.config, { ...config, name: 'Zhang Wei', label: 'Work' });
    const [first] = questions;
    const shown = first && 'choices' in first ? first.choices.map(({ description }) => description ?? '') : [];
    assert.deepEqual(shown.slice(0, 4), ['Me', '', 'imap.example.org', 'smtp.example.org']);
  });

  test('saved without a check when asked to, and not at all when left', async () => {
    const { done, saved, checked } = await play(['Your name', 'Z', 'Save without checking'], world());
    assert.deepEqual([done, saved.length, checked.length], [true, 1, 0]);
    const left = await play(['Your name', 'Z', 'LEAVE'], world());
    assert.deepEqual([left.done, left.saved], [false, []]);
  });

  test('sending by a user name and secret of its own; receive only; a server half changed is as it was', async () => {
    const own: Move[] = ['Outgoing server', 'of its own', 'mail.example.org', 'TLS', 'sender'];
    const { saved } = await play([...own, 'Save without checking'], world());
    assert.equal(saved[0]?.config.smtpOwnSecret, true);
    assert.deepEqual(saved[0]?.config.smtp, { ...config.smtp, host: 'mail.example.org', user: 'sender' });
    // The new secret is asked for before the check, which could only fail without it.
    const checked = await play([...own, 'Check and save', 'another secret'], world());
    assert.deepEqual([checked.checked.length, checked.saved[0]?.smtpSecret], [1, 'another secret']);
    const receiving = await play(['Outgoing server', 'Receive only', 'Save without checking'], world());
    assert.equal(receiving.saved[0]?.config.smtp, undefined);
    const half: Move[] = ['Outgoing server', 'of its own', 'LEAVE', 'Save without checking'];
    assert.deepEqual((await play(half, world())).saved[0]?.config, config);
  });

  test('another password is checked and saved', async () => {
    const { saved, checked } = await play(['Password', 'new one'], world());
    assert.deepEqual([checked.length, saved[0]?.secret], [1, 'new one']);
  });
});
