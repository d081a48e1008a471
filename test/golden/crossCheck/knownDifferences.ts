import type { ReadMessage } from '../../../src/mail/mime/read.ts';
import type { Peer } from './readers.ts';
import type { ReadingField } from './reading.ts';

/** One field of one mail that a peer reads otherwise. */
export interface Difference {
  readonly file: string;
  readonly bytes: Buffer;
  readonly message: ReadMessage;
  readonly peer: Peer;
  readonly field: ReadingField;
  readonly theirs: string;
  readonly ours: string;
}

/** Why readers differ: a row of docs/parse-differences.md. The first that explains a difference takes it. */
export interface KnownDifference {
  readonly theirs: string;
  readonly ours: string;
  readonly why: string;
  /** `ours`: we are to blame and know it. */
  readonly blame: 'theirs' | 'ours' | 'nobody';
  explains(difference: Difference): boolean;
}

const texts: readonly ReadingField[] = ['text', 'subject', 'from', 'to'];
const isHeader = (field: ReadingField) => field === 'from' || field === 'to' || field === 'subject';

/** The items that only one side has; an item is `name size hash`. */
function onlyIn(one: string, other: string): string[] {
  const rest = other.split('\n');
  return one.split('\n').filter((item) => {
    const at = item === '' ? -2 : rest.indexOf(item);
    if (at >= 0) rest.splice(at, 1);
    return at === -1;
  });
}

const contentOf = (item: string) => item.split(' ').slice(-2).join(' ');
const nameOf = (item: string) => item.split(' ').slice(0, -2).join(' ');
const partsOf = (message: ReadMessage) => message.attachments.map((one) => one.part);
const addressesOf = (text: string) => (text.match(/<[^<>]*>/g) ?? []).join(' ').toLowerCase();
const namesOf = (text: string) => text.replace(/<[^<>]*>/g, '').replace(/["'\\\s]/g, '');

export const knownDifferences: readonly KnownDifference[] = [
  {
    theirs: 'the parts of a body that is called text/html and has a boundary (mailparser)',
    ours: 'the lines as they stand',
    why: 'ours to blame: a type that is no multipart is taken at its word',
    blame: 'ours',
    explains: ({ file, field }) => field !== 'date' && file.endsWith('fixtures/spam.eml'),
  },
  {
    theirs: 'no header, or text cut at the first line',
    ours: 'read as with any line end',
    why: 'old Macs and some gateways end lines with CR alone',
    blame: 'theirs',
    explains: ({ bytes }) => bytes.includes(13) && !bytes.includes(10),
  },
  {
    theirs: 'U+FFFD, or Latin letters, for text with a wrong label or none',
    ours: 'the charset that the bytes fit',
    why: 'GBK, Big5, Shift_JIS, KOI8, Latin and UTF-8 without a true label are common; what they are can be told',
    blame: 'theirs',
    explains: ({ field, theirs, ours }) =>
      texts.includes(field) &&
      (/[\ufffd\udc80-\udcff]/.test(theirs) || /[ÃÂ][\u0080-\u00bf]|ï¿½|Ã/.test(theirs)) &&
      count(/[\ufffd\udc80-\udcff]|Ã/g, ours) < count(/[\ufffd\udc80-\udcff]|Ã/g, theirs),
  },
  {
    theirs: 'bytes outside of the charset one way',
    ours: 'another way',
    why: 'nobody knows what was meant',
    blame: 'nobody',
    explains: ({ field, theirs, ours }) =>
      texts.includes(field) &&
      (skeleton(theirs) === skeleton(ours) || (/\ufffd/.test(ours + theirs) && similar(theirs, ours))),
  },
  {
    theirs: 'UTF-7 and HZ as they stand',
    ours: 'decoded',
    why: 'RFC 2152, RFC 1843; the label says so',
    blame: 'theirs',
    explains: ({ theirs, ours }) =>
      (theirs.includes('~{') && !ours.includes('~{')) ||
      (/\+[A-Za-z0-9+/]{3}-/.test(theirs) && !/\+[A-Za-z0-9+/]{3}-/.test(ours)),
  },
  {
    theirs: 'fields of the delivery or abuse report, or header and text of an enclosed message, inside the text',
    ours: 'the report and the message as attachments',
    why: 'RFC 3464, RFC 2046 §5.2.1: they are parts of their own',
    blame: 'nobody',
    explains: ({ peer, field, message, theirs, ours }) =>
      peer === 'mailparser' &&
      (field === 'attachments' || theirs.includes(ours.slice(0, 200)) || /<html/i.test(ours)) &&
      partsOf(message).some((part) => part.type.startsWith('message/')),
  },
  {
    theirs: 'uuencode as text',
    ours: 'files, by their names',
    why: 'it is how files were sent, and Outlook still reads it so',
    blame: 'theirs',
    explains: ({ field, message }) =>
      (field === 'text' || field === 'attachments') && message.attachments.some((one) => one.held?.kind === 'uuencode'),
  },
  {
    theirs: '`winmail.dat`',
    ours: 'its files, its text where the mail has none',
    why: 'nothing but Outlook opens it',
    blame: 'theirs',
    explains: ({ field, message, theirs }) =>
      (field === 'text' || field === 'attachments') &&
      (/winmail\.dat/.test(theirs) ||
        message.attachments.some((one) => one.held !== undefined || /tnef/.test(one.part.type))),
  },
  {
    theirs: 'nothing, or the raw text of a multipart',
    ours: 'its parts',
    why: 'the boundary is missing or wrong, or text follows it: the lines show which one was meant (RFC 2046 §5.1.1)',
    blame: 'theirs',
    explains: ({ field, message, bytes }) =>
      (field === 'text' || field === 'attachments') &&
      (message.defects.has('boundaryGuessed') ||
        message.defects.has('boundaryMissing') ||
        /^--\S+[ \t]+\S/m.test(bytes.toString('latin1'))),
  },
  {
    theirs: 'the innermost text below more than 50 levels',
    ours: 'what is left, as one text or one message',
    why: 'limit `partDepthMax`',
    blame: 'nobody',
    explains: ({ message }) => message.defects.has('tooDeep'),
  },
  {
    theirs: 'a path, control characters or encoded words in a file name',
    ours: 'the last component, decoded, in one line',
    why: 'a name never leads out of the folder that a person chose',
    blame: 'theirs',
    explains: ({ field, theirs, ours }) => {
      if (field !== 'attachments') return false;
      const [left, right] = [onlyIn(ours, theirs), onlyIn(theirs, ours)];
      const same = left.map(contentOf).sort().join() === right.map(contentOf).sort().join();
      return (
        same &&
        left.length > 0 &&
        right.some((item) => /[/\\\0\x01-\x1f%]|=\?|[A-Z]:|\ufffd/.test(nameOf(item)) || nameOf(item) === '')
      );
    },
  },
  {
    theirs: 'a mail’s own text that has a file name is text, or a file',
    ours: 'both: it is shown and can be saved',
    why: 'some programs name the text itself',
    blame: 'nobody',
    explains: ({ field, message, theirs, ours }) => {
      const isNamedText = message.attachments.some(({ part, held }) => !held && /^text\//.test(part.type));
      if (!isNamedText) return false;
      if (field === 'text')
        return theirs.startsWith(ours) || ours.startsWith(theirs) || theirs.includes(ours) || ours.includes(theirs);
      return field === 'attachments' && [...onlyIn(ours, theirs), ...onlyIn(theirs, ours)].length > 0;
    },
  },
  {
    theirs: 'an enclosed message written anew, or still encoded',
    ours: 'its bytes',
    why: 'what is saved must be what was sent; RFC 2046 §5.2.1 forbids to encode it, and programs do',
    blame: 'theirs',
    explains: ({ peer, field, message }) =>
      peer === 'python' && field === 'attachments' && partsOf(message).some((part) => part.type.startsWith('message/')),
  },
  {
    theirs:
      'Python reads the header to the first line without a colon, knows no blank before a colon, no byte order mark, no quoted or commented encoding',
    ours: 'the field, the header behind the stray line, the decoded text',
    why: 'a stray line is more often a broken header than a missing empty line as long as fields follow (RFC 5322 §4.5.3)',
    blame: 'theirs',
    explains: ({ message, bytes }) =>
      message.defects.has('lineWithoutColon') ||
      /^[!-9;-~]+[ \t]+:/m.test(bytes.subarray(0, 4_000).toString('latin1')) ||
      bytes.subarray(0, 3).toString('latin1') === '\xef\xbb\xbf' ||
      bytes.subarray(0, 2_000).includes(0),
  },
  {
    theirs: 'a bare word as somebody’s name',
    ours: 'as a local address (`MAILER-DAEMON`)',
    why: 'a word without `@` is what local mail writes; two words are a name with us, too',
    blame: 'nobody',
    explains: ({ field, theirs, ours }) =>
      (field === 'from' || field === 'to') && bareWords(ours) === bareWords(theirs),
  },
  {
    theirs: 'the address without the name (Python: a comment or a dot in the name; others: a name that is the address)',
    ours: 'the name as it stands',
    why: 'RFC 5322 §3.4, and obs-phrase in §4.1',
    blame: 'theirs',
    explains: ({ field, theirs, ours }) =>
      (field === 'from' || field === 'to') &&
      addressesOf(theirs) === addressesOf(ours) &&
      namesOf(ours).length > namesOf(theirs).length,
  },
  {
    theirs: 'every From, the last To, or what a comment or a broken address says',
    ours: 'the first From; the address that can be one',
    why: 'a second From shows another sender than was checked; blanks, routes and brackets are no part of an address (RFC 5322 §4.4)',
    blame: 'nobody',
    explains: ({ field }) => field === 'from' || field === 'to',
  },
  {
    theirs: 'no date, or another moment',
    ours: 'the moment that the field names',
    why: 'obsolete zones and forms (RFC 5322 §4.3), a zone that lost a digit, a comment before the zone, two-digit years; parts of a second are not kept',
    blame: 'theirs',
    explains: ({ field, ours }) => field === 'date' && ours !== '',
  },
  {
    theirs: 'a date for words that name none',
    ours: 'none: the time of arrival is shown',
    why: 'the runtime’s date reader takes any number for a month',
    blame: 'theirs',
    explains: ({ field, ours }) => field === 'date' && ours === '',
  },
  {
    theirs: 'an encoded word left as it is, or cut otherwise',
    ours: 'decoded',
    why: 'blanks inside, glued words, split characters and other charsets inside ISO-2022 are common violations of RFC 2047',
    blame: 'theirs',
    explains: ({ field, theirs, ours }) => isHeader(field) && (/=\?/.test(theirs) || similar(theirs, ours)),
  },
  {
    theirs: 'text still in quoted-printable or base64, or decoded though it was not encoded',
    ours: 'the text',
    why: 'encodings in quotes, in words of their own, with characters missing or added; base64 that is no base64',
    blame: 'theirs',
    explains: ({ field, bytes, message, theirs, ours }) =>
      field === 'text' &&
      (message.defects.has('encodingUnknown') ||
        /=[0-9A-F]{2}/.test(theirs.replace(ours, '')) ||
        /^content-transfer-encoding:[ \t]*(?:["'(]|.*[;(])/im.test(bytes.toString('latin1'))),
  },
  {
    theirs: 'both forms of an alternative, or the first plain text',
    ours: 'the HTML with the plain text that belongs to it',
    why: 'both forms of a mail must say the same (RFC 2046 §5.1.4)',
    blame: 'nobody',
    explains: ({ field, bytes }) => field === 'text' && /multipart\/alternative/i.test(bytes.toString('latin1')),
  },
  {
    theirs: 'a part whose type makes no sense is a file',
    ours: 'text',
    why: 'RFC 2045 §5.2: text/plain where the type is none',
    blame: 'theirs',
    explains: ({ field, message, bytes }) =>
      (field === 'text' || field === 'attachments') &&
      (message.defects.has('contentTypeInvalid') ||
        /^content-type:\s*(?:text)?\s*(?:;|\r?$)/im.test(bytes.toString('latin1'))),
  },
  {
    theirs: 'an empty part, or the raw text of a multipart, as a file (Python)',
    ours: 'nothing, or its parts',
    why: 'it holds nothing that could be saved',
    blame: 'nobody',
    explains: ({ peer, field, theirs, ours, message }) =>
      peer === 'python' &&
      field === 'attachments' &&
      (onlyIn(theirs, ours).every((item) => / 0 e3b0c44298fc1c14$/.test(item)) ||
        message.root.type.startsWith('multipart/')),
  },
  {
    theirs: 'no parts where the last text has none (mailparser), text or files with a name or a disposition otherwise',
    ours: 'by disposition, name and place: what stands for the mail is shown, what has a name can be saved',
    why: 'RFC 2183 leaves it to the reader',
    blame: 'nobody',
    explains: ({ field, bytes, message }) =>
      (field === 'text' || field === 'attachments') &&
      (/^content-disposition:/im.test(bytes.toString('latin1')) || message.root.type.startsWith('multipart/')),
  },
  {
    theirs: 'uuencode or base64 with other characters in it as it stands',
    ours: 'decoded',
    why: 'the encoding says so; lines outside of it are skipped',
    blame: 'theirs',
    explains: ({ field, bytes }) =>
      field === 'attachments' && /^content-transfer-encoding:\s*(?:x-)?(?:uu|base64)/im.test(bytes.toString('latin1')),
  },
  {
    theirs: 'a header that a line of blanks ends, or doesn’t',
    ours: 'what follows the line tells',
    why: 'some programs end a header with blanks, some write them inside (RFC 5322 §4.2)',
    blame: 'nobody',
    explains: ({ field, bytes }) =>
      field === 'text' && /\n[ \t]+\r?\n/.test(bytes.subarray(0, 4_000).toString('latin1')),
  },
  {
    theirs: 'one character more, or other nonsense for a broken encoded word',
    ours: 'without it, or the nonsense that the bytes are',
    why: 'nobody knows what was meant',
    blame: 'nobody',
    explains: ({ file }) => /4925-japanese|imap_mime_header_decode_returns_false/.test(file),
  },
];

function count(pattern: RegExp, text: string): number {
  return text.match(pattern)?.length ?? 0;
}

/** What is left of a text when only ASCII counts. */
function skeleton(text: string): string {
  return text.replace(/[^!-~]+/g, '');
}

/** True for texts that share all but a few of their ASCII characters, and their length. */
function similar(one: string, other: string): boolean {
  const [a, b] = [skeleton(one), skeleton(other)];
  return (
    Math.abs(one.length - other.length) <= Math.max(4, one.length / 20) &&
    Math.abs(a.length - b.length) <= Math.max(3, a.length / 50)
  );
}

function bareWords(text: string): string {
  return text
    .split(', ')
    .map((one) => one.replace(/[<>\s]/g, ''))
    .sort()
    .join();
}
