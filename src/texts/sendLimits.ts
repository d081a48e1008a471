/** What providers' words about their limits mean, and what to do: nothing, mostly. */
export const sendLimitTexts = {
  connections: 'The provider takes only a few connections at once. The mail waits and leaves by itself.',
  rate: 'The provider takes only so much mail in a short time. The mail waits and leaves by itself.',
  day: 'The provider’s limit for a day is reached. It takes mail again within 24 hours.',
  perConnection: 'The provider takes only so many mails over one connection. Another one is made.',
  recipients: 'The provider takes fewer recipients at once. Send to fewer, or wait: the others are tried again.',
  unknownRecipients:
    'The provider slows this account down, because many recipients of its recent mails do not exist. Check the addresses.',
  greylisting:
    'The server wants to see whether the mail comes again, which junk rarely does. It leaves by itself in some minutes.',
} as const;

type SendLimit = keyof typeof sendLimitTexts;

/** Words of servers, the narrow before the wide; sources: the providers' own pages and public reports of 2018 to 2026. */
const patterns: readonly (readonly [RegExp, SendLimit])[] = [
  [/HL:ICC|concurrent connections? limit|too many (concurrent )?connections/i, 'connections'],
  [/HL:REP/i, 'unknownRecipients'],
  [/MI:DMC|too many messages in (this|one) (session|connection)/i, 'perConnection'],
  [/RP:DRC|\b4\.5\.3\b|too many recipients/i, 'recipients'],
  [/\b[45]\.4\.5\b|SubmissionQuotaExceeded|daily .{0,30}limit|per day/i, 'day'],
  [
    /HL:IFC|MI:IMF|\b4\.7\.28\b|\bTSS0\d|\b4\.7\.500\b|unusual rate|rate limit|throttl|too (many|much) .{0,30}(hour|minute|short)|unexpected volume/i,
    'rate',
  ],
  [/gr[ae]y-?list/i, 'greylisting'],
];

/** Which limit a server's words are about; undefined when they are about something else. */
export function sendLimitOf(serverSaid: string): SendLimit | undefined {
  return patterns.find(([pattern]) => pattern.test(serverSaid))?.[1];
}
