import { simpleParser } from 'mailparser';
import PostalMime from 'postal-mime';
import { bytesSource } from '../../../src/mail/mime/byteSource.ts';
import { attachmentBytes, type ReadAttachment, readMessage } from '../../../src/mail/mime/read.ts';
import { runOk } from '../../support/childProcess.ts';
import { type CollectedMail, corporaFolder } from './mails.ts';
import { bare, day, files, line, people, type Reading } from './reading.ts';

/** Each reader of {@link readAll}; `python` is `email` of the standard library. */
export const peers = ['python', 'mailparser', 'postal-mime'] as const;
export type Peer = (typeof peers)[number];

/** What a reader says of each mail, in order; undefined where it threw. */
export async function readAll(peer: Peer, mails: readonly CollectedMail[]): Promise<(Reading | undefined)[]> {
  if (peer === 'python') return byPython(mails);
  const read = peer === 'mailparser' ? byMailparser : byPostalMime;
  const readings: (Reading | undefined)[] = [];
  for (const { bytes } of mails) readings.push(await read(bytes).catch(() => undefined));
  return readings;
}

export function byMailroom({ bytes }: CollectedMail): Reading {
  const message = readMessage(bytesSource(bytes));
  const text = message.blocks.map((block) => block.text ?? '').join('\n');
  const html = message.blocks.map((block) => block.html ?? '').join('\n');
  return {
    from: people(message.from),
    to: people(message.to),
    subject: line(message.subject),
    date: day(message.date),
    text: bare(text) || bare(html),
    attachments: files(
      message.attachments.map((one) => ({
        name: isNamed(one) ? one.name : '',
        bytes: Buffer.concat([...attachmentBytes(message, one)]),
      })),
    ),
  };
}

/** We name an enclosed message after its subject, the others leave it without a name: that is no difference of reading. */
function isNamed({ part, held }: ReadAttachment): boolean {
  return held !== undefined || part.type !== 'message/rfc822' || part.fields.some(({ raw }) => /name/i.test(raw));
}

async function byMailparser(bytes: Buffer): Promise<Reading> {
  const mail = await simpleParser(bytes, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const lists = (field: typeof mail.from | typeof mail.to) => (Array.isArray(field) ? field : field ? [field] : []);
  const flat = (field: typeof mail.to) =>
    lists(field).flatMap(({ value }) => value.flatMap((one) => (one.group ? one.group : [one])));
  return {
    from: people(flat(mail.from)),
    to: people(flat(mail.to)),
    subject: line(mail.subject ?? ''),
    date: day(mail.date),
    text: bare(mail.text ?? '') || bare(mail.html || ''),
    attachments: files(mail.attachments.map((one) => ({ name: one.filename ?? '', bytes: one.content }))),
  };
}

async function byPostalMime(bytes: Buffer): Promise<Reading> {
  const mail = await PostalMime.parse(bytes, { forceRfc822Attachments: true });
  const flat = (list: typeof mail.to) => (list ?? []).flatMap((one) => one.group ?? [one]);
  return {
    from: people(flat(mail.from ? [mail.from] : [])),
    to: people(flat(mail.to)),
    subject: line(mail.subject ?? ''),
    date: day(mail.date ? new Date(mail.date) : undefined),
    text: bare(mail.text ?? '') || bare(mail.html ?? ''),
    attachments: files(
      mail.attachments.map((one) => ({
        name: one.filename ?? '',
        bytes: typeof one.content === 'string' ? Buffer.from(one.content) : new Uint8Array(one.content),
      })),
    ),
  };
}

interface PythonReading {
  readonly from: readonly (readonly [string, string])[];
  readonly to: readonly (readonly [string, string])[];
  readonly subject: string;
  readonly date: string;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly (readonly [name: string, base64: string])[];
}

/** One process for all mails: starting Python takes longer than reading. */
async function byPython(mails: readonly CollectedMail[]): Promise<(Reading | undefined)[]> {
  const input = mails.map(({ file }) => file).join('\n');
  const lines = (await runOk('python3', ['-c', program], { input, cwd: corporaFolder })).trimEnd().split('\n');
  return lines.map((text) => {
    const one: PythonReading | null = JSON.parse(text);
    if (!one) return undefined;
    const list = (pairs: PythonReading['from']) => people(pairs.map(([name, address]) => ({ name, address })));
    return {
      from: list(one.from),
      to: list(one.to),
      subject: line(one.subject),
      date: day(one.date ? new Date(one.date) : undefined),
      text: bare(one.text) || bare(one.html),
      attachments: files(one.attachments.map(([name, data]) => ({ name, bytes: Buffer.from(data, 'base64') }))),
    };
  });
}

const program = `
import sys, json, base64, email
from email import policy
from email.utils import parsedate_to_datetime
from datetime import timezone
plain = policy.default.clone(refold_source='none')
sys.stdout.reconfigure(errors='replace')
def people(m, name):
  return [[a.display_name, a.addr_spec] for h in m.get_all(name, []) for a in h.addresses]
def content(part):
  try: return part.get_content()
  except LookupError: return part.get_payload(decode=True).decode('latin-1')
def leaves(part):
  if part.get_content_maintype() == 'multipart' and part.is_multipart():
    for each in part.iter_parts(): yield from leaves(each)
  else: yield part
def read(path):
  m = email.message_from_bytes(open(path, 'rb').read(), policy=policy.default)
  text, html, attachments = [], [], []
  for part in leaves(m):
    kind = part.get_content_type()
    shown = not part.is_attachment() and not (part.get_filename() and part is not m)
    if kind == 'text/plain' and shown: text.append(content(part))
    elif kind == 'text/html' and shown: html.append(content(part))
    elif part.get_content_maintype() == 'message' and part.is_multipart():
      attachments.append([part.get_filename() or '', base64.b64encode(b''.join(p.as_bytes(policy=plain) for p in part.get_payload())).decode()])
    else: attachments.append([part.get_filename() or '', base64.b64encode(part.get_payload(decode=True) or b'').decode()])
  try: date = parsedate_to_datetime(str(m['date'])).astimezone(timezone.utc).isoformat() if m['date'] else ''
  except Exception: date = ''
  return {'from': people(m, 'from'), 'to': people(m, 'to'), 'subject': str(m['subject'] or ''), 'date': date,
    'text': '\\n'.join(text), 'html': '\\n'.join(html), 'attachments': attachments}
for path in sys.stdin.read().split('\\n'):
  try: one = read(path)
  except Exception: one = None
  print(json.dumps(one))
`;
