/** The mailing list of the tide library: patch series as `git format-patch` writes them, reviews, announcements. */
import { type Random, randomInteger } from '../../base/random.ts';
import type { PersonName } from './people.ts';

export interface PatchChange {
  readonly title: string;
  readonly why: string;
  readonly file: string;
  readonly line: number;
  readonly context: string;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export interface PatchSeries {
  readonly by: PersonName;
  readonly version: number;
  readonly title: string;
  readonly cover: string;
  readonly startedAgo: number;
  readonly changes: readonly PatchChange[];
  /** Answers: to which change (0 = the cover letter). */
  readonly reviews: readonly {
    readonly by: PersonName;
    readonly to: number;
    readonly after: number;
    readonly text: string;
  }[];
}

export const patchSeries: readonly PatchSeries[] = [
  {
    by: 'ruth',
    version: 1,
    title: 'Predict slack water, not only high and low',
    cover: `People who swim or dive do not ask when the water is high. They ask when it\nstands still. These three patches give them an answer: the current's zero\ncrossings, found on the same constituents that we already sum.\n\nChecked against 400 hours of readings from the pier in Marsa: 94 % within\nfour minutes.`,
    startedAgo: 90,
    changes: [
      {
        title: 'Sum the derivative of the constituents',
        why: `The derivative of a sum of cosines is a sum of sines; no need to\ndifferentiate numerically and to collect the noise of it.`,
        file: 'src/harmonic.c',
        line: 88,
        context: 'double tide_height(const struct station *s, double t)',
        removed: ['\treturn h;'],
        added: [
          '\treturn h;',
          '}',
          '',
          'double tide_rate(const struct station *s, double t)',
          '{',
          '\tdouble r = 0;',
          '',
          '\tfor (int i = 0; i < s->count; i++)',
          '\t\tr -= s->amplitude[i] * s->speed[i] *',
          '\t\t     sin(s->speed[i] * t + s->phase[i]);',
          '\treturn r;',
        ],
      },
      {
        title: 'Find zero crossings by bisection',
        why: `Newton's method is faster and, near a double low water, wrong: it jumps to\nthe next tide. Forty steps of bisection are enough for a microsecond.`,
        file: 'src/slack.c',
        line: 1,
        context: '',
        removed: [],
        added: [
          'double slack_between(const struct station *s, double a, double b)',
          '{',
          '\tfor (int step = 0; step < 40; step++) {',
          '\t\tdouble middle = (a + b) / 2;',
          '',
          '\t\tif (tide_rate(s, a) * tide_rate(s, middle) <= 0)',
          '\t\t\tb = middle;',
          '\t\telse',
          '\t\t\ta = middle;',
          '\t}',
          '\treturn (a + b) / 2;',
          '}',
        ],
      },
      {
        title: 'Print slack water with "tide --slack"',
        why: 'One line per crossing, in the local time of the station, like --high.',
        file: 'src/main.c',
        line: 212,
        context: 'static void usage(void)',
        removed: ['\tputs("  --high  --low");'],
        added: ['\tputs("  --high  --low  --slack");'],
      },
    ],
    reviews: [
      {
        by: 'tomas',
        to: 2,
        after: 5,
        text: `> +\tfor (int step = 0; step < 40; step++) {\n\nWhy 40 and not until (b - a) is small? A reader will wonder.\n\nOtherwise this is the first explanation of a double low water that I understood.\n\nTomáš`,
      },
      {
        by: 'ruth',
        to: 2,
        after: 9,
        text: `> Why 40 and not until (b - a) is small?\n\nBecause "small" needs a number too, and that one would have a unit. But you\nare right that the 40 needs a word. v2 says: 2^-40 of a day is 0.08\nmicroseconds.`,
      },
      {
        by: 'alex',
        to: 0,
        after: 12,
        text: `I ran this against our eleven sensors. The worst station is off by six\nminutes, at the mouth of a river after rain, and no formula knows about rain.\n\nTested-by: Alex Rivera <alex@mailroom.test>`,
      },
      {
        by: 'hana',
        to: 3,
        after: 14,
        text: `Could --slack also say which way the water will turn? "flood begins" and\n"ebb begins" would save a look at the table.`,
      },
      {
        by: 'ruth',
        to: 3,
        after: 20,
        text: `It could and in v2 it does. Thank you, Hana, that is the question people\nreally ask.`,
      },
    ],
  },
  {
    by: 'alex',
    version: 2,
    title: 'Read station files without trusting them',
    cover: `Station files come from harbours, from mails and from a USB stick that somebody\nfound. v1 trusted the count in the first line.\n\nChanges since v1:\n - a limit with a name in place of a magic 64 (Ruth)\n - a test that fails without the fix (Tomáš)`,
    startedAgo: 54,
    changes: [
      {
        title: 'Refuse a station with too many constituents',
        why: `A file that says 2000000000 made us allocate 32 GB and then apologise.`,
        file: 'src/station.c',
        line: 41,
        context: 'struct station *station_read(FILE *f)',
        removed: ['\tif (fscanf(f, "%d", &count) != 1)', '\t\treturn NULL;'],
        added: [
          '\tif (fscanf(f, "%d", &count) != 1)',
          '\t\treturn NULL;',
          '\tif (count < 1 || count > CONSTITUENTS_MAX)',
          '\t\treturn NULL;',
        ],
      },
      {
        title: 'Test station files that lie',
        why: 'Six files, each wrong in one way. All six crashed the last release.',
        file: 'test/station.c',
        line: 9,
        context: 'int main(void)',
        removed: [],
        added: [
          '\texpect_null("count-huge.sta");',
          '\texpect_null("count-negative.sta");',
          '\texpect_null("cut-in-a-number.sta");',
        ],
      },
    ],
    reviews: [
      {
        by: 'ruth',
        to: 1,
        after: 3,
        text: `> +\tif (count < 1 || count > CONSTITUENTS_MAX)\n\nReviewed-by: Ruth Abel <ruth@abel.example>\n\nApplied with the one-word change from Tomáš. Thank you for the six files, I\nhave grown fond of "cut-in-a-number.sta".`,
      },
      {
        by: 'tomas',
        to: 2,
        after: 6,
        text: `I broke the fix on purpose and the test went red three times. That is how a\ntest should introduce itself.\n\nReviewed-by: Tomáš Novák <tomas@novak.example>`,
      },
    ],
  },
  {
    by: 'tomas',
    version: 1,
    title: 'Sundry fixes to the manual',
    cover: `I read the manual to my daughter as a bedtime story. She fell asleep; I found\nthree mistakes.`,
    startedAgo: 28,
    changes: [
      {
        title: 'man: the moon is not a star',
        why: 'Section 2 disagreed with the moon.',
        file: 'doc/tide.1',
        line: 57,
        context: '.SH HOW IT WORKS',
        removed: ['stars such as the moon pull the water'],
        added: ['the moon and, half as strongly, the sun pull the water'],
      },
      {
        title: 'man: heights are metres above chart datum',
        why: `Nobody should have to guess the unit of a number that keeps a keel off the\nground.`,
        file: 'doc/tide.1',
        line: 81,
        context: '.SH OUTPUT',
        removed: ['The second column is the height.'],
        added: ['The second column is the height in metres above chart datum.'],
      },
      {
        title: 'man: mention --slack',
        why: 'It is there, so let it be known.',
        file: 'doc/tide.1',
        line: 102,
        context: '.SH OPTIONS',
        removed: [],
        added: ['.TP', '.B \\-\\-slack', 'Print the moments at which the current stands still.'],
      },
    ],
    reviews: [
      {
        by: 'ruth',
        to: 0,
        after: 2,
        text: `All three applied. My regards to your daughter; few people get that far in\nthe manual.`,
      },
      {
        by: 'alex',
        to: 2,
        after: 4,
        text: `This one ends a discussion that I have had with four harbours. Thank you.`,
      },
    ],
  },
];

/** Single mails to the list that are no patches. */
export const listPosts: readonly {
  readonly by: PersonName;
  readonly ago: number;
  readonly subject: string;
  readonly text: string;
}[] = [
  {
    by: 'ruth',
    ago: 24,
    subject: '[ANNOUNCE] tideline 3.2.0',
    text: `tideline 3.2.0 is out.\n\nNew since 3.1:\n  * slack water (--slack), with the way the water turns\n  * station files are checked before they are believed\n  * 31 new stations in the Baltic, where nobody needs them and everybody asked\n\nFixed:\n  * heights on 29 February were those of 1 March\n\nTwelve people wrote this release. Their names are in the file THANKS, and\ntheir coffee was their own.\n\nRuth`,
  },
  {
    by: 'hana',
    ago: 70,
    subject: '[tideline-dev] Station 4410: readings an hour off since Sunday',
    text: `Since Sunday the readings of station 4410 are exactly one hour behind the\nprediction. Did the clocks change there, or did the sea?\n\nHana`,
  },
  {
    by: 'tomas',
    ago: 69,
    subject: '[tideline-dev] Re: Station 4410: readings an hour off since Sunday',
    text: `The clocks. The harbour wrote local time into the file and ended summer time\nwithout telling it. The sea is innocent.\n\nTomáš`,
  },
  {
    by: 'ruth',
    ago: 110,
    subject: '[tideline-dev] Meeting in spring: sea or mountains?',
    text: `We have two offers for the yearly meeting: a lighthouse with twelve beds and\none bath, or a hut at 1,900 metres without any tides at all.\n\nPlease vote by Friday. The lighthouse has better jokes in it.`,
  },
  {
    by: 'alex',
    ago: 104,
    subject: '[tideline-dev] Re: Meeting in spring: sea or mountains?',
    text: `Lighthouse. I bring the espresso machine.`,
  },
  {
    by: 'tomas',
    ago: 103,
    subject: '[tideline-dev] Re: Meeting in spring: sea or mountains?',
    text: `Lighthouse, because of the espresso machine.`,
  },
  {
    by: 'hana',
    ago: 101,
    subject: '[tideline-dev] Re: Meeting in spring: sea or mountains?',
    text: `Lighthouse. I hear that it can be smelled from far away, which helps me to find it.`,
  },
];

/** One patch in the form of `git format-patch`. */
export function patchText(change: PatchChange, author: string, random: Random): string {
  const blob = () => Array.from({ length: 7 }, () => randomInteger(random, 0, 15).toString(16)).join('');
  const { file, line, removed, added } = change;
  const plus = '+'.repeat(Math.min(added.length, 20));
  const minus = '-'.repeat(Math.min(removed.length, 20));
  const total = added.length + removed.length;
  return [
    change.why,
    '',
    `Signed-off-by: ${author}`,
    '---',
    ` ${file} | ${total} ${plus}${minus}`,
    ` 1 file changed${added.length ? `, ${added.length} insertion${added.length > 1 ? 's' : ''}(+)` : ''}${removed.length ? `, ${removed.length} deletion${removed.length > 1 ? 's' : ''}(-)` : ''}`,
    '',
    `diff --git a/${file} b/${file}`,
    `index ${blob()}..${blob()} 100644`,
    `--- a/${file}`,
    `+++ b/${file}`,
    `@@ -${line},${removed.length} +${line},${added.length} @@ ${change.context}`.trimEnd(),
    ...removed.map((text) => `-${text}`),
    ...added.map((text) => `+${text}`),
    '--',
    '2.49.0',
    '',
  ].join('\n');
}
