import type { smtpStages } from '../sandbox/faultRules.ts';

export type SmtpStage = (typeof smtpStages)[number];

const stages: ReadonlyMap<string, SmtpStage> = new Map([
  ['EHLO', 'ehlo'],
  ['HELO', 'ehlo'],
  ['AUTH', 'auth'],
  ['MAIL', 'mail'],
  ['RCPT', 'rcpt'],
  ['DATA', 'data'],
]);

/** The moment of a session at which a fault may strike before this command is answered. */
export function stageOf(verb: string): SmtpStage | undefined {
  return stages.get(verb);
}
