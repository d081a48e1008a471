/** Turns what the sample's people and machines wrote into letters with dates, ids and threads. */
import { type Random, randomInteger } from '../../base/random.ts';
import { sampleAttachment } from './attachments.ts';
import { type Conversation, conversations } from './conversations.ts';
import { buildMail, type MachineMail, reviewMails } from './machines.ts';
import { dateText, type Letter, newMessageId, type Person } from './message.ts';
import { htmlMails } from './newsletters.ts';
import { listPosts, type PatchSeries, patchSeries, patchText } from './patches.ts';
import { people } from './people.ts';
import { notes } from './world.ts';

/** A letter and where it lies with those who got it; who wrote it has it in Sent. */
export interface Placed {
  readonly letter: Letter;
  /** Mailbox with Alex; Sam has INBOX for what is new and Archive for the rest. */
  readonly folder: string;
  readonly flagged?: boolean;
}

export interface SampleTime {
  readonly now: number;
  readonly random: Random;
}

const hourMs = 3_600_000;
/** Nothing is newer than this: a mail needs a moment to arrive. */
const newestAgoMs = 2 * 60_000;
const builds = 88;

export function sampleLetters(time: SampleTime): Placed[] {
  return [
    ...conversations.flatMap((conversation) => conversationLetters(conversation, time)),
    ...patchSeries.flatMap((series) => patchLetters(series, time)),
    ...postLetters(time),
    ...machineLetters(time),
    ...noteLetters(time),
    ...htmlLetters(time),
  ];
}

/** The moment `hours` before now. */
export function ago({ now }: SampleTime, hours: number): number {
  return Math.floor(Math.min(now - hours * hourMs, now - newestAgoMs) / 1_000) * 1_000;
}

function conversationLetters(conversation: Conversation, time: SampleTime): Placed[] {
  const placed: Placed[] = [];
  const shift = randomInteger(time.random, 0, 5) / 60;
  let hours = conversation.startedAgo - shift;
  let before: { name: string; text: string; date: number; zone: number } | undefined;
  for (const turn of conversation.turns) {
    hours -= turn.after;
    const from = people[turn.by];
    const date = ago(time, hours);
    const others = conversation.with.filter((name) => name !== turn.by).map((name) => people[name]);
    const quoted = before
      ? `\n\nOn ${dateText(before.date, before.zone).slice(0, 16)}, ${before.name} wrote:\n${quote(before.text)}`
      : '';
    const attachments = turn.file ? [sampleAttachment(turn.file)] : [];
    const isRich = turn.by === 'sam' || turn.by === 'ewa' || turn.file === 'photo';
    const letter: Letter = {
      from,
      to: others.slice(0, 1),
      cc: others.slice(1),
      subject: `${before ? 'Re: ' : ''}${conversation.subject}`,
      date,
      messageId: newMessageId(time.random, from),
      references: placed.map((one) => one.letter.messageId),
      text: turn.text + quoted,
      ...(isRich ? { html: htmlOf(turn.text, attachments[0]?.cid) } : {}),
      attachments,
    };
    placed.push({ letter, folder: conversation.folder, flagged: conversation.flagged === true && !before });
    before = { name: from.name, text: turn.text, date, zone: from.zone };
  }
  return placed;
}

function patchLetters(series: PatchSeries, time: SampleTime): Placed[] {
  const from = people[series.by];
  const count = series.changes.length;
  const mark = series.version > 1 ? `PATCH v${series.version}` : 'PATCH';
  const summary = series.changes.map((change, index) => `  [${index + 1}/${count}] ${change.title}`).join('\n');
  const letters = [
    `[${mark} 0/${count}] ${series.title}`,
    ...series.changes.map((change, index) => `[${mark} ${index + 1}/${count}] ${change.title}`),
  ].map((subject, index): Letter => {
    const change = series.changes[index - 1];
    const text = change
      ? patchText(change, `${from.name} <${from.address}>`, time.random)
      : `${series.cover}\n\n${summary}\n\n--\n2.49.0\n`;
    return {
      ...toList(from, subject, text, ago(time, series.startedAgo - index / 60), time),
      headers: [...listHeaders, ['X-Mailer', 'git-send-email 2.49.0']],
    };
  });
  const cover = letters[0]?.messageId ?? '';
  const threaded = letters.map((letter, index) => (index === 0 ? letter : { ...letter, references: [cover] }));
  const reviews = series.reviews.flatMap((review): Letter[] => {
    const target = threaded[review.to];
    if (!target) return [];
    const date = ago(time, series.startedAgo - review.after);
    const answer = toList(people[review.by], `Re: ${target.subject}`, review.text, date, time);
    return [{ ...answer, references: [...(target.references ?? []), target.messageId] }];
  });
  return [...threaded, ...reviews].map((letter) => ({ letter, folder: 'Lists/tideline-dev' }));
}

function postLetters(time: SampleTime): Placed[] {
  const first = new Map<string, string>();
  return listPosts.map(({ by, ago: hours, subject, text }) => {
    const plain = subject.replace('Re: ', '');
    const parent = first.get(plain);
    const letter = toList(people[by], subject, text, ago(time, hours), time);
    if (!parent) first.set(plain, letter.messageId);
    return { letter: parent ? { ...letter, references: [parent] } : letter, folder: 'Lists/tideline-dev' };
  });
}

const listHeaders: readonly (readonly [string, string])[] = [
  ['List-Id', 'Development of the tide library <tideline-dev.lists.tideline.example>'],
  ['List-Post', '<mailto:tideline-dev@lists.tideline.example>'],
  ['List-Unsubscribe', '<mailto:tideline-dev-leave@lists.tideline.example>'],
  ['Precedence', 'list'],
];

function toList(from: Person, subject: string, text: string, date: number, { random }: SampleTime): Letter {
  return {
    from,
    to: [people.list],
    cc: [people.alex],
    subject,
    text,
    date,
    messageId: newMessageId(random, from),
    headers: listHeaders,
  };
}

function machineLetters(time: SampleTime): Placed[] {
  const requests = reviewMails();
  const placed = requests.map((mail, index) =>
    machineLetter(mail, ago(time, 1.7 + (requests.length - index) * 5.6), 'Lists/reviews', time),
  );
  const byThread = new Map<string, string>();
  const threaded = placed.map((one, index): Placed => {
    const thread = requests[index]?.thread ?? '';
    const parent = byThread.get(thread);
    if (!parent) byThread.set(thread, one.letter.messageId);
    return parent ? { ...one, letter: { ...one.letter, references: [parent] } } : one;
  });
  const built = Array.from({ length: builds }, (_, index) => {
    const hours = 0.07 + index * 1.85 + randomInteger(time.random, 0, 50) / 60;
    const mail = buildMail(time.random, 2_214 - index);
    return machineLetter(mail, ago(time, index === 0 ? 0.07 : hours), index % 9 === 4 ? 'INBOX' : 'Lists/ci', time);
  });
  return [...threaded, ...built];
}

function machineLetter(mail: MachineMail, date: number, folder: string, { random }: SampleTime): Placed {
  const machine = people[mail.by];
  const from = mail.speaker ? { ...machine, name: `${people[mail.speaker].name} (Forge)` } : machine;
  const { subject, text, headers } = mail;
  const to = mail.by === 'ci' && folder === 'INBOX' ? [people.alex, people.sam] : [people.alex];
  return { letter: { from, to, subject, text, headers, date, messageId: newMessageId(random, machine) }, folder };
}

function noteLetters(time: SampleTime): Placed[] {
  const threads = new Map<string, string[]>();
  return notes.map((note) => {
    const from = people[note.by];
    const earlier = threads.get(note.thread ?? '') ?? [];
    const messageId = newMessageId(time.random, from);
    if (note.thread) threads.set(note.thread, [...earlier, messageId]);
    const letter: Letter = {
      from,
      to: [people[note.to]],
      subject: note.subject,
      date: ago(time, note.ago),
      messageId,
      references: earlier,
      text: note.text,
      ...(note.html ? { html: note.html } : {}),
    };
    return { letter, folder: note.folder, flagged: note.flagged === true };
  });
}

function htmlLetters(time: SampleTime): Placed[] {
  return htmlMails.map(({ from, ago: hours, folder, to, subject, text, html, headers = [] }) => {
    const sender = { ...from, zone: 60 };
    const date = ago(time, hours);
    const messageId = newMessageId(time.random, sender);
    const letter = {
      from: sender,
      to: [people[to]],
      subject,
      html,
      headers,
      date,
      messageId,
      ...(text ? { text } : {}),
    };
    return { letter, folder };
  });
}

function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** Paragraphs and code fences of a plain text as simple HTML, with a picture below where there is one. */
function htmlOf(text: string, cid: string | undefined): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const blocks = escaped.split(/\n\n+/).map((block) => {
    const code = /^```\w*\n([\s\S]*?)\n?```$/.exec(block)?.[1];
    return code === undefined ? `<p>${block.replace(/\n/g, '<br>')}</p>` : `<pre><code>${code}</code></pre>`;
  });
  const picture =
    cid === undefined ? '' : `<p><img src="cid:${cid}" width="480" height="270" alt="The sun behind sensor 7"></p>`;
  return `<html><body style="font-family: sans-serif; font-size: 15px">${blocks.join('\n')}${picture}</body></html>`;
}
