import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { contentCommand, Dialogue } from '../../../../src/mail/smtp/dialogue.ts';
import { dialogueMaxLines } from '../../../../src/mail/smtp/limits.ts';
import { refusal } from '../../../../src/mail/smtp/refusal.ts';
import { parseReply, replyText } from '../../../../src/mail/smtp/reply.ts';
import { judge, type Stage } from '../../../../src/mail/smtp/verdict.ts';
import { virtualClock } from '../../../support/virtualClock.ts';

describe('RFC 5321 §4.2 replies', () => {
  test('several lines with an enhanced code on each', () => {
    const reply = parseReply('552-5.3.4 Your message exceeded\r\n552 5.3.4 the limit');
    assert.deepEqual(reply, { code: 552, enhanced: '5.3.4', text: 'Your message exceeded\nthe limit' });
    assert.equal(replyText(reply), '552 5.3.4 Your message exceeded\nthe limit');
  });

  test('words in GBK are read, control characters are not shown', () => {
    const gbk = '535 Error: \xc7\xeb\xca\xb9\xd3\xc3\xca\xda\xc8\xa8\xc2\xeb\xb5\xc7\xc2\xbc';
    assert.equal(parseReply(gbk).text, 'Error: 请使用授权码登录');
    assert.equal(parseReply('550 a\u202eb\u0007c').text, 'a b c');
  });

  for (const [raw, code] of [
    ['250', 250],
    ['250 ok', 250],
    ['25', 0],
    ['', 0],
    ['hello', 0],
    ['999 what', 0],
    ['2500 x', 0],
  ] as const)
    test(`${JSON.stringify(raw)} is ${code}`, () => assert.equal(parseReply(raw).code, code));
});

function spoken(...lines: readonly string[]): Dialogue {
  const dialogue = new Dialogue(virtualClock());
  for (const line of lines) {
    if (line.startsWith('> ')) dialogue.client(line.slice(2));
    else dialogue.server(line);
  }
  return dialogue;
}

const pipelined = ['> MAIL FROM:<me@x>', '> RCPT TO:<a@x>', '> RCPT TO:<b@x>', '> DATA', '250 ok', '250 ok'];
const outcomes = (dialogue: Dialogue, dotSent: boolean) =>
  judge(dialogue.exchanges, ['a@x', 'b@x'], dotSent).map(({ outcome }) => outcome);

describe('RFC 5321 §3.3 what became of each recipient', () => {
  test('replies belong to commands in their order, also where several were sent at once', () => {
    const dialogue = spoken('220 hi', ...pipelined, '550 no', '354 go', '250 taken');
    assert.deepEqual(outcomes(dialogue, true), ['accepted', 'refused']);
    assert.equal(dialogue.exchanges.at(-1)?.command, contentCommand);
  });

  const rows: readonly (readonly [
    what: string,
    lines: readonly string[],
    dotSent: boolean,
    outcome: readonly string[],
  ])[] = [
    ['no reply to the message, dot gone', [...pipelined, '250 ok', '354 go'], true, ['unknown', 'unknown']],
    ['no reply to the message, dot kept', [...pipelined, '250 ok', '354 go'], false, ['untouched', 'untouched']],
    ['a 250 while the dot was kept', [...pipelined, '250 ok', '354 go', '250 ok'], false, ['untouched', 'untouched']],
    ['half a reply', [...pipelined, '250 ok', '354 go', '2'], true, ['unknown', 'unknown']],
    ['refused after the message', [...pipelined, '451 later', '354 go', '554 no'], true, ['refused', 'deferred']],
    ['deferred after the message', [...pipelined, '250 ok', '354 go', '452 full'], true, ['deferred', 'deferred']],
    ['DATA answered 421', [...pipelined, '250 ok', '421 bye'], false, ['deferred', 'deferred']],
    ['the sender refused', ['> MAIL FROM:<me@x>', '553 not you'], false, ['refused', 'refused']],
    [
      'closed at RCPT',
      ['> MAIL FROM:<me@x>', '250 ok', '> RCPT TO:<a@x>', '421 bye'],
      false,
      ['deferred', 'untouched'],
    ],
    [
      'only the last transaction counts',
      [...pipelined, '250 ok', '354 go', '250 ok', '> MAIL FROM:<me@x>', '250 ok'],
      true,
      ['untouched', 'untouched'],
    ],
  ];
  for (const [what, lines, dotSent, expected] of rows)
    test(what, () => assert.deepEqual(outcomes(spoken('220 hi', ...lines), dotSent), expected));
});

describe('the dialogue', () => {
  test('RFC 4954 what answers AUTH is masked, whatever form it has', () => {
    const dialogue = spoken(
      '> AUTH LOGIN',
      '334 VXNlcm5hbWU6',
      '> YW5u',
      '334 UGFzc3dvcmQ6',
      '> c2VjcmV0',
      '235 ok',
      '> AUTH PLAIN AGEAYg==',
      '535 no',
    );
    const text = dialogue.lines.map((line) => line.text).join('\n');
    for (const secret of ['YW5u', 'c2VjcmV0', 'AGEAYg==']) assert.ok(!text.includes(secret), text);
    assert.ok(text.includes('AUTH PLAIN ***'));
  });

  test('a server that repeats the password is masked too', () => {
    const dialogue = new Dialogue(virtualClock());
    dialogue.hide('ann', 'hunter2');
    dialogue.client('AUTH PLAIN xyz');
    dialogue.server(`501 bad argument ${btoa('\0ann\0hunter2')} hunter2 ${btoa('hunter2')}`);
    assert.equal(dialogue.lines.at(-1)?.text, '501 bad argument *** *** ***');
    assert.equal(dialogue.exchanges.at(-1)?.reply?.text, 'bad argument *** *** ***');
  });

  test('keeps its beginning and its end', () => {
    const dialogue = new Dialogue(virtualClock());
    for (let i = 0; i <= dialogueMaxLines; i++) dialogue.client(`NOOP ${i}`);
    assert.equal(dialogue.lines.length, dialogueMaxLines);
    assert.deepEqual([dialogue.lines[0]?.text, dialogue.lines.at(-1)?.text], ['NOOP 0', `NOOP ${dialogueMaxLines}`]);
  });

  test('RFC 5321 §4.1.1.1 extensions are those of the last EHLO', () => {
    const dialogue = spoken(
      '220 hi',
      '> EHLO x',
      '250-me\n250-STARTTLS\n250 SIZE 10',
      '> EHLO x',
      '250-me\n250-AUTH PLAIN LOGIN\n250 SMTPUTF8',
    );
    assert.deepEqual(
      [...dialogue.extensions],
      [
        ['AUTH', 'PLAIN LOGIN'],
        ['SMTPUTF8', ''],
      ],
    );
  });
});

/** Replies seen at large providers, with what a person is to be told. */
const seen: readonly (readonly [stage: Stage, reply: string, code: string])[] = [
  ['mail', '501 mail from address must be same as authorization user', 'send.senderRefused'],
  ['mail', '553 Mail from must equal authorized user', 'send.senderRefused'],
  ['mail', '553 5.7.1 Sender address rejected: not owned by auth user.', 'send.senderRefused'],
  ['mail', '550 5.7.0 From address is not one of your addresses', 'send.senderRefused'],
  ['content', '554 5.2.252 SendAsDenied; a@x.example not allowed to send as b@x.example', 'send.senderRefused'],
  ['content', '550 5.7.60 SMTP; Client does not have permissions to send as this sender', 'send.senderRefused'],
  ['mail', '552 5.3.4 Message size exceeds fixed limit', 'send.tooLarge'],
  ['mail', "552-5.3.4 Your message exceeded Google's message size limits.\n552 5.3.4 x", 'send.tooLarge'],
  ['content', '552 message is too long', 'send.tooLarge'],
  ['content', '554 attachment is too long', 'send.tooLarge'],
  ['content', '550 Mail content denied.', 'send.spam'],
  ['content', '554 DT:SPM 163 smtp10,AAAA 1500000000', 'send.spam'],
  ['content', '552 message rejected by anti-spam engine', 'send.spam'],
  ['content', '552 Virus found', 'send.spam'],
  [
    'content',
    '552-5.7.0 This message was blocked because its content\n552 5.7.0 presents a potential security issue',
    'send.spam',
  ],
  ['rcpt', '554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org', 'send.spam'],
  ['content', '550 5.4.5 Daily user sending limit exceeded.', 'send.quota'],
  ['content', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException', 'send.quota'],
  ['mail', '530 5.7.0 Authentication required', 'send.notAuthorised'],
  ['rcpt', '554 5.7.1 <a@x.example>: Relay access denied', 'send.notAuthorised'],
  ['rcpt', '550 user is locked', 'send.recipientRefused'],
  ['rcpt', '550 5.1.1 Nobody here', 'send.recipientRefused'],
  ['rcpt', '450 4.2.0 <a@x.example>: Recipient address rejected: Greylisted', 'send.temporary'],
  ['content', '451 DT:SPM ,please try again', 'send.temporary'],
  ['rcpt', '452 4.5.3 Too many recipients', 'send.temporary'],
  ['content', '554 no, thanks', 'send.refused'],
];

describe('why a server refused', () => {
  for (const [stage, raw, code] of seen)
    test(`${raw.slice(0, 60)} is ${code}`, () => {
      const error = refusal(stage, parseReply(raw), stage === 'rcpt' ? 'a@x.example' : undefined);
      assert.equal(error.code, code);
      assert.equal(error.retry, code === 'send.temporary' ? 'later' : 'afterUser');
      assert.match(String(error.data['serverSaid']), /^[45]\d\d /);
    });
});
