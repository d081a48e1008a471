/** Mails made to break whoever reads them: 30 ways, each in 14 sizes from small to what a server still takes. */

export interface Bomb {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type Make = (n: number) => string;

const text = (headers: string, body = 'x') => `${headers}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${body}`;
const html = (body: string) => `Subject: bomb\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`;
const mixed = (body: string) => `Subject: bomb\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${body}`;

/** Name, largest size, how it is made. */
const kinds: readonly (readonly [name: string, largest: number, make: Make])[] = [
  [
    'multiparts in each other',
    20_000,
    (n) => {
      const open = Array.from(
        { length: n },
        (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
      );
      return `Subject: bomb\r\n${open.join('')}\r\nend`;
    },
  ],
  [
    'messages in each other',
    20_000,
    (n) => `${'Content-Type: message/rfc822\r\n\r\n'.repeat(n)}Subject: end\r\n\r\nend`,
  ],
  ['header fields', 200_000, (n) => text(Array.from({ length: n }, (_, at) => `X-${at}: ${at}`).join('\r\n'))],
  ['one header line', 5_000_000, (n) => text(`Subject: ${'a'.repeat(n)}`)],
  ['folded header lines', 500_000, (n) => text(`Subject: a${'\r\n b'.repeat(n)}`)],
  ['parts', 100_000, (n) => mixed(`${'--b\r\n\r\nx\r\n'.repeat(n)}--b--`)],
  ['a boundary that never ends', 1_000_000, (n) => mixed(`--b\r\n\r\n${'y\r\n'.repeat(n)}`)],
  [
    'boundary of one hyphen',
    100_000,
    (n) => `Content-Type: multipart/mixed; boundary="-"\r\n\r\n${'---\r\n'.repeat(n)}`,
  ],
  ['encoded words', 200_000, (n) => text(`Subject: ${'=?utf-8?B?5L2g?= '.repeat(n)}`)],
  ['encoded words that don’t close', 500_000, (n) => text(`Subject: ${'=?utf-8?Q?'.repeat(n)}`)],
  [
    'recipients',
    100_000,
    (n) => text(`To: ${Array.from({ length: n }, (_, at) => `"A ${at}" <a${at}@b.test>`).join(', ')}`),
  ],
  ['comments in an address', 200_000, (n) => text(`From: ${'('.repeat(n)}a@b.test`)],
  ['quotes in an address', 500_000, (n) => text(`From: ${'"\\'.repeat(n)} <a@b.test>`)],
  ['groups of addresses', 200_000, (n) => text(`To: ${'g:'.repeat(n)}a@b.test;`)],
  [
    'references',
    100_000,
    (n) => text(`References: ${Array.from({ length: n }, (_, at) => `<${at}@x.test>`).join(' ')}`),
  ],
  [
    'parameters of a type',
    100_000,
    (n) =>
      `Content-Type: text/plain; ${Array.from({ length: n }, (_, at) => `name*${at}*=utf-8''%41`).join('; ')}\r\n\r\nx`,
  ],
  ['base64 that is none', 3_000_000, (n) => `Content-Transfer-Encoding: base64\r\n\r\n${'!@#$='.repeat(n / 5)}`],
  [
    'quoted-printable without an end',
    5_000_000,
    (n) => `Content-Transfer-Encoding: quoted-printable\r\n\r\n${'=\r\n=3D='.repeat(n / 6)}`,
  ],
  ['one line of text', 5_000_000, (n) => text('Subject: line', 'w'.repeat(n))],
  [
    'quoting depth',
    2_000_000,
    (n) => `Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\n${'>'.repeat(n)} deep \r\n`,
  ],
  ['addresses in text', 300_000, (n) => text('Subject: links', 'http://a.test/( '.repeat(n))],
  ['nul and control characters', 2_000_000, (n) => text('Subject: nul', '\0\u0007\u202e'.repeat(n / 3))],
  ['elements in each other', 300_000, (n) => html('<div>'.repeat(n))],
  ['tables in each other', 100_000, (n) => html('<table><tr><td>'.repeat(n))],
  [
    'attributes of an element',
    200_000,
    (n) => html(`<p ${Array.from({ length: n }, (_, at) => `a${at}=1`).join(' ')}>x`),
  ],
  ['style rules', 200_000, (n) => html(`<style>${'a b>c~d:not(e){color:red}'.repeat(n)}</style>x`)],
  ['blocks of style in each other', 100_000, (n) => html(`<style>${'@media all{'.repeat(n)}</style>x`)],
  ['declarations of one element', 300_000, (n) => html(`<p style="${'color:red;'.repeat(n)}">x`)],
  ['comments that don’t close', 1_000_000, (n) => html('<!--'.repeat(n))],
  ['pictures', 200_000, (n) => html('<img src="cid:x"><img src=https://t.test/p>'.repeat(n))],
];

export const bombSteps = 14;

/** One of them, in a size of its own; `fields` come before its own header, in place of its subject. */
export function bomb(name: string, size: number, fields = ''): Uint8Array {
  const make = kinds.find(([each]) => each === name)?.[2];
  if (!make) throw new Error(`No bomb is called "${name}".`);
  return Buffer.from(fields + make(size).replace(/^Subject: bomb\r\n/, ''), 'utf8');
}

/** All of them, one after the other; made when asked for, because together they hold hundreds of megabytes. */
export function* bombs(): Generator<Bomb> {
  for (const [name, largest, make] of kinds) {
    for (let step = 0; step < bombSteps; step++) {
      const size = Math.round(10 * (largest / 10) ** (step / (bombSteps - 1)));
      yield { name: `${size} ${name}`, bytes: Buffer.from(make(size), 'utf8') };
    }
  }
}
