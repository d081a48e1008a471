/** Letters of a kind of their own: an invitation, its update, bounces, a draft. */
import { ago, type Placed, type SampleTime } from './letters.ts';
import { newMessageId } from './message.ts';
import { people } from './people.ts';

export function specialLetters(time: SampleTime): Placed[] {
  return [invitation(time), ...bounces(time), draft(time)];
}

function invitation(time: SampleTime): Placed {
  const { ewa, alex, sam } = people;
  const day = new Date(time.now + 2 * 86_400_000).toISOString().slice(0, 10).replace(/-/g, '');
  const stamp = new Date(ago(time, 10)).toISOString().replace(/[-:]|\.\d+/g, '');
  const text = [
    'BEGIN:VCALENDAR',
    'PRODID:-//Tidewater//Calendar//EN',
    'VERSION:2.0',
    'METHOD:REQUEST',
    'BEGIN:VEVENT',
    'UID:pier-walk-0042@tidewater.example',
    `DTSTAMP:${stamp}`,
    `DTSTART:${day}T061200Z`,
    `DTEND:${day}T080000Z`,
    'SUMMARY:Low tide: certificates for the pier sensors',
    'LOCATION:North pier\\, by the red ladder',
    'DESCRIPTION:Bring boots. Priya brings tea.',
    `ORGANIZER;CN=${ewa.name}:mailto:${ewa.address}`,
    `ATTENDEE;CN=${alex.name};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${alex.address}`,
    `ATTENDEE;CN=${sam.name};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:${sam.address}`,
    'END:VEVENT',
    'END:VCALENDAR',
  ].join('\n');
  const letter = {
    from: ewa,
    to: [alex, sam],
    subject: 'Invitation: Low tide: certificates for the pier sensors',
    date: ago(time, 10),
    messageId: newMessageId(time.random, ewa),
    text: 'Low tide: certificates for the pier sensors\n\nNorth pier, by the red ladder. Bring boots. Priya brings tea.',
    calendar: { method: 'REQUEST', text },
  };
  return { letter, folder: 'INBOX' };
}

function bounces(time: SampleTime): Placed[] {
  const cases = [
    { to: 'info@marsa-harbour.example', status: '5.1.1', reply: '550 5.1.1 no such mailbox here', hours: 21 },
    { to: 'kapitan@aurora.example', status: '4.4.1', reply: 'connection timed out, tried for 4 hours', hours: 95 },
  ];
  return cases.map(({ to, status, reply, hours }) => {
    const daemon = { name: 'Mail Delivery System', address: 'MAILER-DAEMON@mailroom.test', zone: 0 };
    const isFinal = status.startsWith('5');
    const words = isFinal
      ? `Your message to ${to} could not be delivered:\n\n    ${reply}\n`
      : `Your message to ${to} is late: ${reply}.\nWe go on trying until the fifth day.\n`;
    const reported = `Reporting-MTA: dns; mailroom.test\r\n\r\nFinal-Recipient: rfc822; ${to}\r\nAction: ${isFinal ? 'failed' : 'delayed'}\r\nStatus: ${status}\r\nDiagnostic-Code: smtp; ${reply}\r\n`;
    const original = `From: Alex Rivera <alex@mailroom.test>\r\nTo: ${to}\r\nSubject: Question about the winter timetable\r\nMessage-ID: <winter-${status}@mailroom.test>\r\n\r\n`;
    const letter = {
      from: daemon,
      to: [people.alex],
      subject: isFinal ? 'Undelivered mail returned to sender' : 'Delayed mail (still being retried)',
      date: ago(time, hours),
      messageId: newMessageId(time.random, daemon),
      headers: [['Auto-Submitted', 'auto-replied']] as const,
      report: [
        { name: '', type: 'text/plain; charset=us-ascii', bytes: Buffer.from(words.replace(/\n/g, '\r\n')) },
        { name: '', type: 'message/delivery-status', bytes: Buffer.from(reported) },
        { name: '', type: 'message/rfc822', bytes: Buffer.from(original) },
      ],
    };
    return { letter, folder: 'INBOX' };
  });
}

function draft(time: SampleTime): Placed {
  const letter = {
    from: people.alex,
    to: [people.hana],
    subject: 'A question for your ears',
    date: ago(time, 1),
    messageId: newMessageId(time.random, people.alex),
    text: 'Dear Hana,\n\nwe are about to read the departure board aloud on the pier itself. Before we choose a voice I would like to ask you',
  };
  return { letter, folder: 'Drafts' };
}
