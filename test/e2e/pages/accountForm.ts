/** "Mail: Add Account" as a person answers it. */
import type { Workbench } from './workbench.ts';

export interface AccountAnswers {
  readonly address: string;
  readonly name: string;
  readonly password: string;
  /** `localhost:1143` and how it is protected, as the form's choices say it. */
  readonly incoming: string;
  readonly outgoing: string;
  readonly security: 'TLS' | 'STARTTLS' | 'None';
}

/** Answers everything up to and with the password: servers set by hand, one password for both. */
export async function fillAccountForm(workbench: Workbench, answers: AccountAnswers): Promise<void> {
  await workbench.runCommand('Mail: Add Account');
  await workbench.answer('Your mail address', answers.address);
  await workbench.pick('Set servers by hand');
  await workbench.answer('Incoming server', answers.incoming);
  await workbench.pick(answers.security);
  await workbench.pick('With a password');
  await workbench.answer('User name for', answers.address);
  await workbench.pick('With the same user name and password');
  await workbench.answer('Outgoing server', answers.outgoing);
  await workbench.pick(answers.security);
  await workbench.answer('Your name', answers.name);
  await typePassword(workbench, answers.password);
}

export async function typePassword(workbench: Workbench, password: string): Promise<void> {
  await workbench.answer(/^(?=.*Password of)/s, password);
}

/** Says yes to a certificate that does not verify, and returns what was shown of it. */
export async function trustCertificate(workbench: Workbench): Promise<string> {
  const text = await workbench.dialogText();
  await workbench.dialogButton('Trust This Certificate');
  return text;
}
