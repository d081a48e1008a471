/** The world most journeys begin in: VS Code with Ann's account on a real Dovecot and Postfix; Bob has one there too. */
import type { TestContext } from 'node:test';
import { type Dovecot, startDovecot } from '../../live/servers/dovecot.ts';
import { type Postfix, startPostfix } from '../../live/servers/postfix.ts';
import { type SeedMessage, seedMailbox } from '../../support/seedMailbox.ts';
import { fillAccountForm, trustCertificate } from '../pages/accountForm.ts';
import type { Workbench } from '../pages/workbench.ts';
import { type World, type WorldOptions, withVscode } from './world.ts';

export const ANN = { address: 'ann@example.test', password: 'Grünkohl-4711-geheim', name: 'Ann Example' };
export const BOB = { address: 'bob@example.test', password: 'bob-7f3a' };

export interface Servers {
  readonly dovecot: Dovecot;
  readonly postfix: Postfix;
}

export interface MailWorldOptions extends WorldOptions {
  /** What lies in Ann's inbox before anybody looks. */
  readonly inbox?: Iterable<SeedMessage>;
  /** The largest mail that Postfix takes; default 25 MB. */
  readonly messageSizeLimitBytes?: number;
  /** Where the account form is told to find the servers, such as a proxy before them. */
  readonly ports?: (servers: Servers, resources: AsyncDisposableStack) => Promise<Ports>;
}

/** Ports that speak TLS from the first byte. */
export interface Ports {
  readonly imaps: number;
  readonly smtps: number;
}

/** Starts the servers and VS Code; `body` adds the account, by `addAnn` unless adding is what it tests. */
export async function withMail(
  test: TestContext,
  options: MailWorldOptions,
  body: (world: World & Servers & { readonly ports: Ports }) => Promise<void>,
): Promise<void> {
  await using resources = new AsyncDisposableStack();
  const dovecot = resources.use(await startDovecot({ users: [ANN, BOB] }));
  const postfix = resources.use(await startPostfix({ dovecot, ...limitOf(options) }));
  seedMailbox({ dovecot, address: ANN.address }, options.inbox ?? []);
  const direct = { imaps: dovecot.imapsPort, smtps: postfix.smtpsPort };
  const ports = (await options.ports?.({ dovecot, postfix }, resources)) ?? direct;
  await withVscode(test, options, (world) => body({ ...world, dovecot, postfix, ports }));
}

/** Adds Ann's account as a person does, and shows her inbox. */
export async function addAnn(workbench: Workbench, ports: Ports): Promise<void> {
  await workbench.openMailView();
  await fillAccountForm(workbench, {
    ...{ address: ANN.address, password: ANN.password, name: ANN.name, security: 'TLS' },
    ...{ incoming: `localhost:${ports.imaps}`, outgoing: `localhost:${ports.smtps}` },
  });
  for (const _ of [ports.imaps, ports.smtps]) await trustCertificate(workbench);
  await workbench.tree('Mailboxes').click('Inbox');
  await workbench.tree('Messages').pane.waitFor();
}

function limitOf({ messageSizeLimitBytes }: MailWorldOptions) {
  return messageSizeLimitBytes === undefined ? {} : { messageSizeLimitBytes };
}
