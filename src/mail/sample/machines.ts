/** Mail that machines write about work: builds and reviews. Made of parts, so that a week has as many as it needs. */
import { type Random, randomInteger } from '../../base/random.ts';
import type { PersonName } from './people.ts';

export interface MachineMail {
  readonly by: 'ci' | 'forge';
  /** Whose words the mail carries. */
  readonly speaker?: PersonName;
  readonly subject: string;
  readonly text: string;
  readonly thread: string;
  readonly headers: readonly (readonly [string, string])[];
}

const branches = [
  'seat-map-fade',
  'porto-fares',
  'quiet-nights',
  'ticket-fonts',
  'child-fares',
  'board-contrast',
  'sensor-certificates',
  'main',
];
const suites = ['fares', 'seats', 'timetable', 'tickets', 'refunds', 'boards'];
const failures = [
  ['keeps a cancelled sailing in the file', "expected 'cancelled' to equal 'missing'"],
  ['a half fare leaves the odd cent to the passenger', 'expected 618 to equal 617'],
  ['names a cabin that was just taken once', 'expected 2 announcements, heard 61'],
  ['the night the clocks change has two half past twos', 'expected 2 sailings, got 1'],
  ['prints Győző and Żaneta', 'glyph U+0151 is missing in the subset'],
] as const;

/** A build that went well or not. */
export function buildMail(random: Random, number: number): MachineMail {
  const branch = pick(random, branches);
  const commit = Array.from({ length: 8 }, () => randomInteger(random, 0, 15).toString(16)).join('');
  const broken = randomInteger(random, 1, 4) === 1;
  const times = suites.map((suite) => ({
    suite,
    tests: randomInteger(random, 18, 240),
    seconds: randomInteger(random, 2, 58),
  }));
  const [title, reason] = pick(random, failures);
  const bad = pick(random, times);
  const lines = times.map(({ suite, tests, seconds }) => {
    const mark = broken && suite === bad.suite ? 'FAIL' : 'ok  ';
    return `  ${mark}  ${suite.padEnd(12)}${String(tests).padStart(4)} tests  ${String(seconds).padStart(3)} s`;
  });
  const detail = broken
    ? `\n${bad.suite}: ${title}\n    ${reason}\n    at test/${bad.suite}.test.ts:${randomInteger(random, 12, 380)}\n`
    : '';
  return {
    by: 'ci',
    subject: `[tidewater/booking] Build #${number} ${broken ? 'failed' : 'passed'} on ${branch}`,
    text: `Build #${number} of ${branch} at ${commit}\n\n${lines.join('\n')}\n${detail}\nhttps://ci.tidewater.example/booking/${number}\n`,
    thread: `build-${number}`,
    headers: [
      ['List-Id', 'Builds of tidewater/booking <booking.ci.tidewater.example>'],
      ['Auto-Submitted', 'auto-generated'],
      ['X-Build-Result', broken ? 'failed' : 'passed'],
    ],
  };
}

interface Review {
  readonly title: string;
  readonly file: string;
  readonly code: readonly string[];
  readonly remarks: readonly (readonly [PersonName, string])[];
}

const reviews: readonly Review[] = [
  {
    title: 'Fade the cabin that was taken',
    file: 'web/seatMap.ts',
    code: ["node.dataset.state = 'taken';", 'node.animate(fade, { duration: 400 });'],
    remarks: [
      ['jonas', 'What happens when two cabins go in the same frame? Does the label show one name or two?'],
      ['alex', 'One each, they are independent. I added a test with three at once.'],
      ['sam', 'The 400 should be in the stylesheet, next to its brothers and sisters.'],
      ['jonas', 'Approved. Very smooth.'],
    ],
  },
  {
    title: 'Count fares in cents',
    file: 'shop/fare.ts',
    code: ['- const half = price / 2;', '+ const half = Math.floor(cents / 2);'],
    remarks: [
      ['ewa', 'Finally. Please also look at the group discount, I think it multiplies a rounded number.'],
      ['alex', 'It did. Fixed in the second commit, with the invoice from 2024 as the test.'],
      ['jonas', 'Approved. I checked twenty old invoices by hand; they are all the same or one cent kinder.'],
    ],
  },
  {
    title: 'Say the time zone when an hour comes twice',
    file: 'board/time.ts',
    code: ['const twice = offsetAt(t) !== offsetAt(t - hour);', 'return twice ? withZone(text, t) : text;'],
    remarks: [
      ['priya', 'offsetAt is called twice per row and per second. Is that felt on the old board computers?'],
      ['alex', '0.02 ms for all rows. I measured on the one in Marsa, which is from 2011.'],
      ['priya', 'Approved, and greetings to the one in Marsa.'],
    ],
  },
  {
    title: 'Renew certificates of the sensors',
    file: 'pier/renew.sh',
    code: ['for pier in $(seq 1 11); do', '  renew "pier-$pier" || echo "pier-$pier needs boots"', 'done'],
    remarks: [
      ['alex', 'I like the error message. Should it also say when low tide is?'],
      ['priya', 'It does now: it asks tideline.'],
      ['alex', 'Approved.'],
    ],
  },
  {
    title: 'Build the index behind the curtain',
    file: 'search/start.ts',
    code: ['openDoors();', 'await buildIndex({ priority: "background" });'],
    remarks: [
      ['jonas', 'Until the index is there, search finds nothing and looks as if we had no ferries. Could it say so?'],
      ['priya', 'It says "Search will be here in a few minutes" and shows the timetable.'],
      ['sam', 'With a small lighthouse that turns. I could not help it.'],
      ['jonas', 'Approved because of the lighthouse.'],
    ],
  },
  {
    title: 'Refuse surnames of no letters, not of one',
    file: 'shop/name.ts',
    code: ['- if (surname.length < 2) return "tooShort";', '+ if (surname.trim() === "") return "missing";'],
    remarks: [
      ['mei', '谢谢！请再加一个测试：“欧阳”和“林”都应该通过。'],
      ['alex', 'Both are in, with "O" and "Ng" for company.'],
      ['mei', '通过。'],
    ],
  },
  {
    title: 'Keep cancelled sailings in the feed',
    file: 'feed/write.ts',
    code: ["- sailings.filter((s) => s.status !== 'cancelled')", '+ sailings'],
    remarks: [
      ['priya', 'The shortest fix of the year. Do the boards know the new status?'],
      ['sam', 'They have shown it in amber since Tuesday.'],
      ['priya', 'Approved.'],
    ],
  },
  {
    title: 'Turn off bob',
    file: 'ops/cron.d/load-test',
    code: ['- 55 2 * * * bob /opt/loadtest/run --bookings 40'],
    remarks: [
      ['jonas', 'Approved, with a minute of silence.'],
      ['priya', 'Should we keep the script? It found two bugs in its time.'],
      ['alex', 'It lives on in tools/, and only runs when somebody means it.'],
    ],
  },
];

/** Every review with its remarks, oldest first, each as the forge mails it. */
export function reviewMails(): MachineMail[] {
  return reviews.flatMap(({ title, file, code, remarks }, index) => {
    const number = 405 + index;
    const subject = `[tidewater/booking] ${title} (!${number})`;
    const headers: MachineMail['headers'] = [
      ['List-Id', 'tidewater/booking <booking.forge.tidewater.example>'],
      ['X-Forge-Request', String(number)],
    ];
    const foot = `\n-- \nReply to this mail or see https://forge.tidewater.example/booking/requests/${number}\n`;
    return remarks.map(([speaker, text], turn) => ({
      by: 'forge' as const,
      speaker,
      subject: turn === 0 ? subject : `Re: ${subject}`,
      text:
        turn === 0
          ? `In ${file}:\n\n${code.map((line) => `    ${line}`).join('\n')}\n\n${text}\n${foot}`
          : `${text}\n${foot}`,
      thread: `request-${number}`,
      headers,
    }));
  });
}

function pick<T>(random: Random, list: readonly T[]): T {
  const found = list[randomInteger(random, 0, list.length - 1)];
  if (found === undefined) throw new RangeError('an empty list has nothing to pick');
  return found;
}
