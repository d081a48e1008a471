/**
 * A mailbox as people have it, from a seed: some write much and most write little, a third of the mails answer others,
 * names and subjects in several scripts, HTML beside text, now and then a file or a picture. Equal counts give equal mails.
 */
import { randomInteger, randomUnit, seededRandom } from '../src/base/random.ts';
import { MESSAGE_DATE, type MessageOptions, message } from '../test/support/message.ts';
import type { MaildirFlag, SeedMessage } from '../test/support/seedMailbox.ts';

/** Oldest first, five minutes between two; one in twelve is unread. */
export function* usualMail(count: number): Generator<SeedMessage> {
  const random = seededRandom(4);
  const pick = <T>(list: readonly T[]): T => list[randomInteger(random, 0, list.length - 1)] as T;
  const recent: { id: string; subject: string; references: string }[] = [];
  for (let number = 1; number <= count; number++) {
    const date = new Date(MESSAGE_DATE.getTime() - (count - number) * 300_000);
    const id = `<${number.toString(36)}.${randomInteger(random, 0, 1e9).toString(36)}@${pick(hosts)}>`;
    const parent = randomUnit(random) < 0.35 ? pick(recent.length > 0 ? recent : [undefined]) : undefined;
    const subject = parent?.subject ?? `${pick(topics)} ${pick(matters)} ${number}`;
    const references = parent ? `${parent.references} ${parent.id}`.trim() : '';
    if (recent.push({ id, subject, references: references.split(' ').slice(-8).join(' ') }) > 60) recent.shift();
    const options: MessageOptions = {
      ...{ from: person(randomUnit(random)), to: 'Bench Person <bench@example.test>', date, messageId: id },
      subject: parent ? `Re: ${subject}` : subject,
      text: `${pick(matters)}.\n`.repeat(randomInteger(random, 3, 30)),
      ...(randomUnit(random) < 0.3 ? { cc: `${person(randomUnit(random))}, ${person(randomUnit(random))}` } : {}),
      ...(parent ? { inReplyTo: parent.id, references } : {}),
      ...(randomUnit(random) < 0.5 ? { html: `<p>${pick(matters)}</p>` } : {}),
      ...(randomUnit(random) < 0.12 ? { attachments: [pick(files)] } : {}),
    };
    const flags: MaildirFlag[] = randomUnit(random) < 1 / 12 ? [] : ['\\Seen'];
    if (randomUnit(random) < 0.1) flags.push('\\Answered');
    if (randomUnit(random) < 0.02) flags.push('\\Flagged');
    yield { bytes: message(options), flags, receivedAt: date };
  }
}

/** Of 5,000 people; half of all mail comes from about seventy of them. */
function person(at: number): string {
  const number = Math.floor(5_000 ** at);
  const name = `${given[number % given.length]} ${family[(number * 7) % family.length]}`;
  return `${name} <p${number}@${hosts[number % hosts.length]}>`;
}

const given = ['Ann', 'Bob', 'Priya', 'Omar', 'Build Bot', 'News', 'Sam', 'Jörg', '伟', 'Zoë', 'Иван', '健太'];
const family = ['Example', 'Smith', 'de Souza', "O'Neil", 'Nguyen', 'Baker', 'Müller', '张', '佐藤', 'Петров'];
const hosts = ['example.test', 'mail.example.test', 'lists.example.org', 'example.cn', 'work.example.com'];
const topics = ['[dev]', 'Invoice', 'Weekly', '[build]', 'Security', 'Question:', 'Patch', 'FYI', 'Réunion', '通知'];
/** What mails are about; searches look for pieces of it. */
export const matters = [
  'about the parser and what it makes of long lines',
  'for the third quarter',
  'failed on main',
  'please look at this before Friday',
  'your order has left our house',
  'tests pass again',
  '关于下周的安排',
  'новости проекта',
];
const files = [
  { filename: 'Report 2024.pdf', contentType: 'application/pdf', content: Buffer.alloc(600, 'pdf ') },
  { filename: '报告.docx', contentType: 'application/msword', content: Buffer.alloc(400, 'doc ') },
  { filename: 'logo.png', contentType: 'image/png', content: Buffer.alloc(300, 'png '), contentId: '<logo@x>' },
];
