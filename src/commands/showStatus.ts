import { isMailError, messageOf } from '../base/errors.ts';
import { defineCommand } from '../host/command.ts';
import type { ResultOf } from '../protocol/method.ts';
import { engineStatus } from '../protocol/methods/engineStatus.ts';
import type { MailSnapshot } from '../views/mailState.ts';
import type { Context } from './context.ts';

/** Opens a report for support: versions, states and counts. No address, no server's name, no subject, no path of a person. */
export const showStatus = defineCommand({
  id: 'mailroom.showStatus',
  async run({ engine, editor, mail, version }: Context, { signal }) {
    const status = await engine.call(engineStatus, {}, { signal }).catch((error: unknown) => error);
    await editor.openText(statusReport(version, status, mail.snapshot), 'yaml');
  },
});

/** Field names are not translated: the report is read by those who help. */
export function statusReport(version: string, status: unknown, snapshot: MailSnapshot | undefined): string {
  const lines = [
    `mailroom: ${version}`,
    `platform: ${process.platform} ${process.arch}`,
    `node: ${process.versions.node}`,
  ];
  lines.push(...engineLines(status));
  for (const [index, { config, state, failure }] of (snapshot?.accounts ?? []).entries()) {
    lines.push(`account ${index + 1}:`, `  provider: ${config.provider ?? 'other'}`, `  state: ${state}`);
    if (failure) lines.push(`  failure: ${failure.code}`);
    const own = snapshot?.mailboxes.filter(({ account }) => account === snapshot.accounts[index]?.id) ?? [];
    lines.push(`  mailboxes: ${own.length}`, `  messages: ${own.reduce((sum, { total }) => sum + total, 0)}`);
    for (const mailbox of own) if (mailbox.failure) lines.push(`  mailbox failure: ${mailbox.failure.code}`);
  }
  return `${lines.join('\n')}\n`;
}

function engineLines(status: unknown): readonly string[] {
  if (isMailError(status)) return [`engine: ${status.code}`];
  if (!isStatus(status)) return [`engine: ${messageOf(status).split(/[\s:]/, 1)[0] ?? ''}`];
  return [
    `engine: ${status.version}`,
    `engine started: ${new Date(status.startedAt).toISOString()}`,
    `engine memory: ${Math.round(status.residentBytes / 1_000_000)} MB`,
    `engine clients: ${status.clients}`,
    `schemas: user ${status.userSchema}, cache ${status.cacheSchema}`,
  ];
}

function isStatus(value: unknown): value is ResultOf<typeof engineStatus> {
  return typeof value === 'object' && value !== null && 'residentBytes' in value;
}
