import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { MailError } from '../../../src/base/errors.ts';
import { checkSms } from '../../../src/engine/sms/checkDraft.ts';
import type { Choice, TextQuestion, TextVerdict } from '../../../src/host/prompts.ts';
import { readyForms } from '../../../src/mail/sms/readyForms.ts';
import type { GatewayConfig, SmsRecord } from '../../../src/protocol/sms.ts';
import { gatewayId, smsId } from '../../../src/protocol/sms.ts';
import { translator } from '../../../src/texts/translator.ts';
import { sendSms } from '../../../src/views/smsFlow.ts';
import { editGateway, removeGateway } from '../../../src/views/smsGatewayFlow.ts';
import { virtualClock } from '../../support/virtualClock.ts';

const t = translator();

interface Script {
  /** What the person types or picks, in order; a list: tries, the last of which is taken. */
  readonly answers: readonly (string | readonly string[] | undefined)[];
  readonly gateways?: readonly { readonly form: string; readonly isAllowed: boolean }[];
  readonly templates?: unknown;
  readonly outcome?: Partial<SmsRecord>;
}

/** The flow over an engine that does what the real one does with forms and drafts, and a person who answers as told. */
function world({ answers, gateways = [{ form: 'ihuyi', isAllowed: true }], templates, outcome = {} }: Script) {
  const queue = [...answers];
  const calls: { readonly name: string; readonly params: unknown }[] = [];
  const verdicts: string[] = [];
  const shown: string[] = [];
  const stored = new Map<string, string>();
  const added: unknown[] = [];
  const records = gateways.map(({ form: id, isAllowed }, index) => {
    const form = readyForms.find((one) => one.id === id);
    assert.ok(form);
    const config: GatewayConfig = { name: `Mine ${id}`, form, fields: { account: 'a', sign: '', signName: '公司' } };
    return {
      id: gatewayId.parse(`ag${index}`),
      config,
      host: new URL(form.url.replace(/\{\w+\}/, 'x')).host,
      isAllowed,
    };
  });
  const item: SmsRecord = {
    ...{
      id: smsId.parse('s1'),
      gateway: gatewayId.parse('ag0'),
      gatewayName: 'Mine',
      state: 'sent',
      text: 'x',
      parts: 1,
    },
    ...{ recipients: [], createdAt: 0, dueAt: 0, finishedAt: 1, attempts: 0 },
    ...outcome,
  };
  const answer = (name: string, params: { readonly [key: string]: unknown }): unknown => {
    if (name === 'sms.gateways') return { gateways: records, forms: readyForms };
    const gateway = records.find(({ id }) => id === params['gateway']) ?? records[0];
    if (name === 'sms.check') {
      assert.ok(gateway);
      return { check: checkSms(gateway.config, params['draft'] as Parameters<typeof checkSms>[1]) };
    }
    if (name === 'sms.gatewaySave') {
      const config = params['config'] as GatewayConfig;
      return {
        gateway: { id: gatewayId.parse('anew'), config, host: new URL(config.form.url).host, isAllowed: false },
      };
    }
    return { item, items: [item] };
  };
  const next = () => {
    assert.ok(queue.length > 0, `nobody answers: ${shown.at(-1)}`);
    return queue.shift();
  };
  const verdict = async ({ check, read }: TextQuestion, text: string): Promise<TextVerdict | undefined> =>
    read ? read(text) : check?.(text);
  const surfaces = {
    engine: {
      async call(method: { readonly name: string }, params: unknown) {
        calls.push({ name: method.name, params });
        return answer(method.name, Object(params)) as never;
      },
      on: () => ({ dispose() {} }),
    },
    ask: {
      async pick<T>(choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>) {
        const known = await choices;
        shown.push(known.map(({ label }) => label).join(' | '));
        const wanted = next();
        const found = known.find(({ label }) => label === wanted);
        assert.ok(found || wanted === undefined, `${wanted} of ${shown.at(-1)}`);
        return found?.value;
      },
      async text(question: TextQuestion) {
        shown.push(question.prompt ?? '');
        const given = next();
        const tries = typeof given === 'string' ? [given] : (given ?? []);
        for (const one of tries) {
          const said = await verdict(question, one);
          verdicts.push(typeof said === 'object' ? said.note : (said ?? ''));
        }
        return tries.at(-1);
      },
      async decide<T>({
        message,
        detail,
        buttons,
      }: {
        message: string;
        detail?: string;
        buttons: readonly { label: string; value: T }[];
      }) {
        shown.push(`${message} ${detail}`);
        return buttons.find(({ label }) => label === next())?.value;
      },
    },
    notify: {
      info: (message: string) => void shown.push(message),
      warn: (message: string) => void shown.push(message),
      error: (error: unknown) => void shown.push(`error ${(error as MailError).code}`),
      undoable() {},
      undoLast: async () => false,
      status: (message: string) => void shown.push(message),
      progress: <T>(_title: string, work: (options: { signal: AbortSignal; onProgress: () => void }) => Promise<T>) =>
        work({ signal: new AbortController().signal, onProgress() {} }),
    },
    editor: { run: async (command: string) => void shown.push(command), setContext: async () => {} } as never,
    secrets: {
      get: async ({ account }: { account: string }) => stored.get(account) ?? null,
      store: async ({ account }: { account: string }, secret: string) => void stored.set(account, secret),
      forget: async (account: string) => void stored.delete(account),
      answer: async () => null,
      onMissing: () => ({ dispose() {} }),
    },
    t,
    clock: virtualClock(),
    settings: {
      smsGateways: () => [],
      smsTemplates: () => templates,
      addSmsTemplate: async (template: unknown) => void added.push(template),
      sendUndoSeconds: () => 10,
    },
  };
  const sent = () => calls.filter(({ name }) => name === 'sms.send').map(({ params }) => params);
  return { surfaces, records, calls, sent, verdicts, shown, stored, added, left: queue };
}

describe('F04 Send SMS', () => {
  test('F04 numbers and text are read while they are typed; gaps are asked for; it leaves after the time to take it back', async () => {
    const { surfaces, sent, verdicts, left } = world({
      answers: [
        ['', '1380013800O', '138 0013 8000；139-0013-9000'],
        ['', '您的验证码是{code}'],
        ['', '1234'],
      ],
    });
    await sendSms(surfaces);
    assert.deepEqual(verdicts, [
      'To which numbers?',
      '“1380013800O” has letters in it.',
      'To 2 numbers: +86 138 0013 8000, +86 139 0013 9000',
      'This is needed.',
      '12 characters, 1 message · 58 left',
      'This is needed.',
      '10 characters, 1 message · 60 left',
    ]);
    const draft = { numbers: '138 0013 8000；139-0013-9000', text: '您的验证码是{code}', values: { code: '1234' } };
    assert.deepEqual(sent(), [{ gateway: 'ag0', draft, template: '', undoMs: 10_000 }]);
    assert.equal(left.length, 0);
  });

  test('F04 the host is shown before the first text, with what it gets; without consent nothing is sent', async () => {
    const gateways = [{ form: 'ihuyi', isAllowed: false }];
    const no = world({ gateways, answers: ['13800138000', 'x', undefined] });
    await sendSms(no.surfaces);
    assert.deepEqual(no.sent(), []);
    assert.match(no.shown.at(-1) ?? '', /to 1 number through 106\.ihuyi\.com\? .*the key of “Mine ihuyi”/);
    const yes = world({ gateways, answers: ['13800138000', 'x', 'Send'] });
    await sendSms(yes.surfaces);
    assert.equal(Object(yes.sent()[0])['allowHost'], '106.ihuyi.com');
  });

  test('F04 a gateway of approved texts offers those with a number there, and a new one is kept', async () => {
    const gateways = [{ form: 'aliyun', isAllowed: true }];
    const templates = [
      { name: 'Free', text: 'x' },
      { name: 'Code', text: '验证码{code}', code: 'SMS_1' },
    ];
    const known = world({ gateways, templates, answers: ['13800138000', 'Code', '12'] });
    await sendSms(known.surfaces);
    assert.equal(Object(known.sent()[0])['template'], 'SMS_1');
    assert.ok(!known.shown.join().includes('Free') && !known.shown.join().includes('Write a text'));
    const fresh = world({ gateways, answers: ['13800138000', 'New Template…', 'Mine', 'SMS_2', '好{a}', '1'] });
    await sendSms(fresh.surfaces);
    assert.deepEqual(fresh.added, [{ name: 'Mine', code: 'SMS_2', text: '好{a}' }]);
    assert.equal(Object(fresh.sent()[0])['template'], 'SMS_2');
  });

  test('F04 a refusal is told with its error, a text that waits says so', async () => {
    const failure = { code: 'sms.noCredit', retry: 'afterUser', data: {} } as const;
    const one = { number: '+86', gatewayRef: '' };
    const failed = world({
      answers: ['13800138000', 'x'],
      outcome: { state: 'failed', recipients: [{ ...one, state: 'failed', failure }] },
    });
    await sendSms(failed.surfaces);
    assert.equal(failed.shown.at(-1), 'error sms.noCredit');
    const waits = world({
      answers: ['13800138000', 'x'],
      outcome: { state: 'queued', recipients: [{ ...one, state: 'pending', failure }] },
    });
    await sendSms(waits.surfaces);
    assert.ok(waits.shown.includes('The text waits. It is in Drafts & Outbox.'));
  });

  test('F04 without a gateway one is set up first: its key goes to the store and the engine, and nowhere else', async () => {
    const { surfaces, calls, stored } = world({
      gateways: [],
      answers: ['互亿无线 ihuyi', 'Mine', 'cf_1', '', ['', 'the-key'], undefined],
    });
    await sendSms(surfaces);
    assert.equal(stored.get('anew'), '{"password":"the-key"}');
    const saved = calls.find(({ name }) => name === 'sms.gatewaySave');
    assert.ok(saved && !JSON.stringify(saved).includes('the-key'));
    const provided = calls.find(({ name }) => name === 'secret.provide');
    assert.deepEqual(provided?.params, { account: 'anew', service: 'sms', secret: '{"password":"the-key"}' });
  });

  test('F04 leaving at any question sends nothing', async () => {
    const full = ['13800138000', 'x{a}', '1'];
    for (let count = 0; count < full.length; count++) {
      const { surfaces, sent } = world({ answers: [...full.slice(0, count), undefined] });
      await sendSms(surfaces);
      assert.deepEqual(sent(), []);
    }
  });

  test('F04 editing with the key left empty keeps the stored one; removing forgets it', async () => {
    const { surfaces, records, stored, calls } = world({ answers: ['Renamed', 'cf_2', '', '', 'Remove'] });
    const [gateway] = records;
    assert.ok(gateway);
    stored.set(gateway.id, '{"password":"old"}');
    await editGateway(surfaces, gateway);
    assert.equal(stored.get(gateway.id), '{"password":"old"}');
    assert.ok(!calls.some(({ name }) => name === 'secret.provide'));
    await removeGateway(surfaces, gateway);
    assert.equal(stored.has(gateway.id), false);
  });
});
