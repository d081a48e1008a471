/** One table: conversations at work and at home, as their people wrote them. All text is our own. */
import type { PersonName } from './people.ts';

export interface Turn {
  readonly by: PersonName;
  /** Hours after the turn before it. */
  readonly after: number;
  readonly text: string;
  /** Names a file that `sampleMail` attaches. */
  readonly file?: 'budget' | 'chart' | 'offer' | 'logs' | 'photo';
}

export interface Conversation {
  readonly subject: string;
  readonly with: readonly PersonName[];
  /** Hours before now of its first turn. */
  readonly startedAgo: number;
  readonly folder: string;
  readonly turns: readonly Turn[];
  readonly flagged?: boolean;
}

export const conversations: readonly Conversation[] = [
  {
    subject: 'Seat map flickers when a cabin is taken',
    with: ['alex', 'sam', 'jonas'],
    startedAgo: 5.5,
    folder: 'INBOX',
    flagged: true,
    turns: [
      {
        by: 'sam',
        after: 0,
        text: `Hi Alex,\n\nI watched three people book the night ferry this morning. All three let go of the mouse when the seat map went white for a moment. One of them asked me whether she had just paid twice.\n\nIt happens when somebody else takes a cabin while you look. Could we keep the old map on screen until the new one is there?\n\nSam`,
      },
      {
        by: 'alex',
        after: 0.6,
        text: `Found it. We throw the whole map away on every update and draw it again, so for one frame there is nothing.\n\nThe fix is small:\n\n\`\`\`ts\nconst next = layout(seats);\nfor (const seat of next) {\n  const node = nodes.get(seat.id) ?? create(seat);\n  node.dataset.state = seat.state; // keep the node, change its state\n}\n\`\`\`\n\nI'll have it on staging after lunch. Thank you for watching people, it beats any dashboard.`,
      },
      {
        by: 'jonas',
        after: 0.4,
        text: `Please keep the 200 ms fade on the cabin that was taken. Without it people click on a seat that is already gone, and then support gets the call.`,
      },
      {
        by: 'sam',
        after: 1.1,
        text: `Fade stays. I'd make it slower, in fact: 400 ms and a little label "just taken". I drew it, see the picture.`,
        file: 'chart',
      },
      {
        by: 'alex',
        after: 1.2,
        text: `On staging now, with Sam's label. Try it with two windows side by side, it is oddly satisfying.`,
      },
      {
        by: 'sam',
        after: 2,
        text: `Tried it with my mother on the phone as the other passenger. She took "my" cabin and was very proud. No flicker. Ship it!`,
      },
    ],
  },
  {
    subject: 'Budget for the Porto trip',
    with: ['alex', 'ewa', 'sam'],
    startedAgo: 30,
    folder: 'INBOX',
    turns: [
      {
        by: 'ewa',
        after: 0,
        text: `Hello both,\n\nhere is the sheet for Porto. Trains instead of planes add four hours and save 310 euros, and we arrive in the middle of the town. The hotel holds the rooms until Friday.\n\nPlease look at the column "who sleeps where" and tell me if I mixed you up.\n\nEwa`,
        file: 'budget',
      },
      {
        by: 'sam',
        after: 3,
        text: `Trains, please. I like arriving slowly.\n\nOne thing: line 14 has the projector twice.`,
      },
      {
        by: 'alex',
        after: 2,
        text: `Trains for me as well. And the projector is not needed at all, the room has one; I called them.`,
      },
      {
        by: 'ewa',
        after: 1.5,
        text: `Then we are 480 euros under. I propose a very good dinner on the second evening and will accept no arguments.`,
      },
    ],
  },
  {
    subject: 'Offer for the winter timetable',
    with: ['alex', 'diego'],
    startedAgo: 9,
    folder: 'INBOX',
    flagged: true,
    turns: [
      {
        by: 'diego',
        after: 0,
        text: `Dear Alex,\n\nas promised on the phone, our offer for the winter timetable feed is attached. The short version: one file per port per day, at 02:00 UTC, in the format you proposed, for the price we spoke of.\n\nThe one open point is paragraph 4. Our harbour master insists that a cancelled sailing stays in the file with a mark, rather than disappearing. I told him you would like that better anyway.\n\nWarm regards from a windy Puerto Sur,\nDiego`,
        file: 'offer',
      },
      {
        by: 'alex',
        after: 4,
        text: `Dear Diego,\n\nyour harbour master is right and please tell him so: a sailing that vanishes looks like a bug to us and like a lie to a passenger.\n\nI read the rest twice and have no wishes. We sign on Monday.\n\nAlex`,
      },
      { by: 'diego', after: 1, text: `He is insufferable now. Thank you.\n\nMonday it is.` },
    ],
  },
  {
    subject: 'Lunch?',
    with: ['alex', 'sam'],
    startedAgo: 3.2,
    folder: 'INBOX',
    turns: [
      { by: 'sam', after: 0, text: `The dumpling place has opened again. 12:30?` },
      { by: 'alex', after: 0.1, text: `Yes. I'll bring the umbrella this time.` },
      { by: 'sam', after: 0.2, text: `You said that last time.` },
    ],
  },
  {
    subject: 'Where the 3 a.m. bookings come from',
    with: ['alex', 'priya', 'jonas'],
    startedAgo: 50,
    folder: 'INBOX',
    turns: [
      {
        by: 'priya',
        after: 0,
        text: `Every night between 02:55 and 03:10 we get forty bookings that are never paid. I thought of bots, but they come from one address in our own data centre.\n\nLogs attached. Line 8 is the interesting one.`,
        file: 'logs',
      },
      {
        by: 'jonas',
        after: 5,
        text: `That address is the old load test. It was switched off in March.\n\nIt was supposed to be switched off in March.`,
      },
      {
        by: 'alex',
        after: 1,
        text: `It is a cron job on a machine called "bob". I asked around; nobody knows a bob. I have turned it off and left a note in /etc/motd in case somebody loves it.`,
      },
      {
        by: 'priya',
        after: 14,
        text: `A quiet night. Forty fewer, and the chart finally looks like people.\n\nFarewell, bob.`,
      },
    ],
  },
  {
    subject: 'Your cake recipe',
    with: ['alex', 'mum'],
    startedAgo: 26,
    folder: 'INBOX',
    turns: [
      {
        by: 'alex',
        after: 0,
        text: `Hi Mum,\n\nthe orange cake from Sunday, is it four eggs or five? I have guests tomorrow and a reputation to lose.\n\nAlex`,
      },
      {
        by: 'mum',
        after: 1.4,
        text: `Four if they are from the market, five if they are from the supermarket.\n\nTwo oranges boiled whole for an hour, peel and all, then into the mixer. 250 g ground almonds, 250 g sugar, a spoon of baking powder. 50 minutes, not too hot. Do not open the door before 40, I know you.\n\nWho are the guests?\n\nA kiss, Mum`,
      },
      { by: 'alex', after: 20, text: `It rose. Nobody opened the door. There is nothing left to photograph.` },
      { by: 'mum', after: 0.8, text: `Of course it rose.\n\nYou did not say who the guests were.` },
    ],
  },
  {
    subject: 'Retro notes, and one idea',
    with: ['alex', 'sam', 'jonas', 'priya', 'ewa'],
    startedAgo: 75,
    folder: 'Archive',
    turns: [
      {
        by: 'jonas',
        after: 0,
        text: `Notes from today:\n\n+ the new release script: 14 minutes, nobody had to remember anything\n+ Priya's alert found the full disk before the customers did\n- three reviews waited longer than two days\n- the word "just" appeared 31 times in tickets; none of them was just anything\n\nIdea: on Thursdays nobody starts anything new, we only finish and review.`,
      },
      { by: 'priya', after: 2, text: `+1 for Thursday. I'd call it "harvest".` },
      {
        by: 'ewa',
        after: 3,
        text: `Only if the meeting on Thursday goes as well. It is the meeting in which we decide what to start.`,
      },
      { by: 'sam', after: 1, text: `We could meet for five minutes and decide what to finish.` },
      { by: 'alex', after: 0.5, text: `Sold. Harvest Thursday, five minutes, standing up.` },
    ],
  },
  {
    subject: 'Screen reader says "button button button"',
    with: ['alex', 'sam', 'hana'],
    startedAgo: 100,
    folder: 'Archive',
    turns: [
      {
        by: 'hana',
        after: 0,
        text: `Hello,\n\nI book your ferry to my parents twice a month and I do not see. On the new seat page my screen reader says "button button button button" sixty times. The old page said "cabin 12, window, free". Could I have the old page back?\n\nThank you for everything else. The timetable is a joy to listen to.\n\nHana Sato`,
      },
      {
        by: 'alex',
        after: 3,
        text: `Dear Hana,\n\nthank you for writing, and I am sorry. The names were on the drawing and not on the buttons; that is my mistake and it is mended since ten minutes ago. Each cabin now says number, place and whether it is free, and the arrow keys walk along the deck.\n\nWould you try it and tell me what is still in the way?\n\nAlex`,
      },
      {
        by: 'hana',
        after: 15,
        text: `It says "cabin 12, window, free" and the arrow keys walk along the deck. I could smell the sea.\n\nOne wish: when a cabin is taken while I am there, say it once and not for every cabin that changed.`,
      },
      {
        by: 'sam',
        after: 2,
        text: `That is a much better rule than the one I had written down. It is yours now, we named it after you in the code.`,
      },
    ],
  },
  {
    subject: 'Certificate for the pier sensors runs out on the 30th',
    with: ['alex', 'priya'],
    startedAgo: 20,
    folder: 'INBOX',
    flagged: true,
    turns: [
      {
        by: 'priya',
        after: 0,
        text: `The little computers on the piers stop talking to us on the 30th if nobody renews their certificate. There are eleven of them and two can only be reached at low tide.\n\nWho comes along? Bring boots.`,
      },
      {
        by: 'alex',
        after: 6,
        text: `I do. Low tide is at 07:12 on Thursday; our own library says so, therefore it must be true.`,
      },
      { by: 'priya', after: 0.7, text: `If the library is wrong we will be the first to know.` },
    ],
  },
  {
    subject: 'Interview on Wednesday: who asks what',
    with: ['alex', 'ewa', 'jonas'],
    startedAgo: 60,
    folder: 'Archive',
    turns: [
      {
        by: 'ewa',
        after: 0,
        text: `The candidate on Wednesday built the departure boards at a railway for nine years. I will ask about people, Jonas about failures, Alex about code. Nobody asks riddles.\n\nAnything you want to know beforehand?`,
      },
      {
        by: 'jonas',
        after: 1,
        text: `I'd like to hear about the worst night in those nine years and what changed the next day.`,
      },
      {
        by: 'alex',
        after: 4,
        text: `I'll bring the small program that formats platform changes, the real one with the real bug, and we read it together.`,
      },
      {
        by: 'ewa',
        after: 30,
        text: `She found the bug in four minutes and a second one we did not know of. I am writing the contract.`,
      },
    ],
  },
  {
    subject: 'Photos from the pier',
    with: ['alex', 'priya', 'sam'],
    startedAgo: 2.1,
    folder: 'INBOX',
    turns: [
      {
        by: 'priya',
        after: 0,
        text: `The sun came up exactly behind sensor 7. I did not move anything, it is just like that there.\n\nPriya`,
        file: 'photo',
      },
    ],
  },
  {
    subject: 'Rounding of child fares',
    with: ['alex', 'jonas', 'ewa'],
    startedAgo: 120,
    folder: 'Archive',
    turns: [
      {
        by: 'jonas',
        after: 0,
        text: `Half of 12.35 is 6.175. The shop says 6.18, the invoice says 6.17, and the accountant says something I won't repeat.`,
      },
      {
        by: 'alex',
        after: 2,
        text: `We should keep cents as whole numbers and decide once, at the edge. I propose half goes to the passenger:\n\n\`\`\`ts\n/** Half a fare in cents; an odd cent is the passenger's to keep. */\nexport const childFare = (cents: number) => Math.floor(cents / 2);\n\`\`\``,
      },
      { by: 'ewa', after: 1, text: `That costs us about 90 euros a year. I approve, with pleasure, in writing.` },
    ],
  },
  {
    subject: 'Fonts in the ticket PDF',
    with: ['alex', 'sam'],
    startedAgo: 140,
    folder: 'Archive',
    turns: [
      {
        by: 'sam',
        after: 0,
        text: `Names with ő and ż print as boxes on the paper ticket. On the screen they are fine.`,
      },
      {
        by: 'alex',
        after: 5,
        text: `We embed only the letters that our tests use, and our tests are called Anna and Bob. I now embed the whole of Latin Extended and changed the tests to Győző and Żaneta.`,
      },
      { by: 'sam', after: 0.5, text: `Győző and Żaneta send their regards. Printed, scanned, boarded.` },
    ],
  },
  {
    subject: 'Moving the stand-up',
    with: ['alex', 'jonas', 'priya', 'sam'],
    startedAgo: 8,
    folder: 'INBOX',
    turns: [
      {
        by: 'priya',
        after: 0,
        text: `From next week on it is dark here at stand-up and I eat my dinner on camera. May we move it one hour earlier?`,
      },
      { by: 'jonas', after: 0.3, text: `Fine with me.` },
      { by: 'alex', after: 0.4, text: `Fine here. Enjoy your dinner unobserved.` },
    ],
  },
  {
    subject: 'The ferry "Aurora" has two decks called B',
    with: ['alex', 'diego', 'sam'],
    startedAgo: 96,
    folder: 'Archive',
    turns: [
      {
        by: 'alex',
        after: 0,
        text: `Dear Diego,\n\nyour file for the Aurora lists deck B twice, once with 40 seats and once with 38. Is one of them a ghost?`,
      },
      {
        by: 'diego',
        after: 20,
        text: `No ghost. She was lengthened in 1987 and the new part got its own deck B, because the plates were already engraved. The crew says "B" and "the other B".`,
      },
      { by: 'sam', after: 2, text: `I will draw "B" and "the other B". Passengers deserve the truth.` },
    ],
  },
  {
    subject: 'Backup restored in 22 minutes',
    with: ['alex', 'priya', 'ewa'],
    startedAgo: 44,
    folder: 'INBOX',
    turns: [
      {
        by: 'priya',
        after: 0,
        text: `Yearly exercise done: I pretended that the database was gone, took last night's backup and had everything back in 22 minutes. Last year it was two hours and a lot of tea.\n\nWhat still hurts: the search index is not in the backup and takes nine of the 22 minutes to build.`,
      },
      {
        by: 'alex',
        after: 3,
        text: `Nine minutes of slow search beats nine minutes of no shop. Can we open the doors at minute 13 and build the index behind the curtain?`,
      },
      { by: 'priya', after: 2, text: `Yes. Next exercise: 13 minutes, or I bake.` },
      { by: 'ewa', after: 1, text: `I hope for 14.` },
    ],
  },
  {
    subject: 'Bicycle left on board',
    with: ['alex', 'sam'],
    startedAgo: 15,
    folder: 'INBOX',
    turns: [
      {
        by: 'sam',
        after: 0,
        text: `A passenger forgot his bicycle on the 17:40 and the crew wants to know who he is. We have his booking but may we tell them?`,
      },
      {
        by: 'alex',
        after: 0.5,
        text: `We shouldn't give out the name. But we can write to him ourselves and he can tell the crew. I'd add "left something behind?" to the booking page for good.`,
      },
      {
        by: 'sam',
        after: 4,
        text: `He is reunited with his bicycle. Its name is Margarethe. He told me without being asked.`,
      },
    ],
  },
  {
    subject: 'Dark mode for the departure board',
    with: ['alex', 'sam', 'jonas'],
    startedAgo: 66,
    folder: 'INBOX',
    turns: [
      {
        by: 'sam',
        after: 0,
        text: `The board in Marsa hangs opposite a window. At noon nobody can read white on grey. I measured: contrast is 2.9 where it should be 4.5.\n\nNew colours: #101828 behind, #F5F7FA in front, delays in #FFB020.`,
      },
      {
        by: 'jonas',
        after: 4,
        text: `Amber also works for the 8 % of men who don't see red well. I am one of them. Thank you.`,
      },
      { by: 'alex', after: 3, text: `Merged, goes out with tonight's release. The board reloads by itself.` },
    ],
  },
  {
    subject: 'Books for the office shelf',
    with: ['alex', 'ewa', 'sam', 'priya'],
    startedAgo: 130,
    folder: 'Archive',
    turns: [
      {
        by: 'ewa',
        after: 0,
        text: `There are 200 euros left for books. One wish each, please, and it does not have to be about work.`,
      },
      {
        by: 'priya',
        after: 6,
        text: `Anything about knots. I am serious, we are a ferry company and I am the only one who can tie a bowline.`,
      },
      { by: 'sam', after: 2, text: `An atlas. A big one, on paper.` },
      { by: 'alex', after: 9, text: `A cookbook for the evenings of releases.` },
    ],
  },
];
