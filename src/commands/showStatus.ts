import { isMailError, messageOf } from '../base/errors.ts';
import { defineCommand } from '../host/command.ts';
import type { ResultOf } from '../protocol/method.ts';
import { engineStatus } from '../protocol/methods/engineStatus.ts';
import { accountLines, engineLines } from '../texts/status.ts';
import type { MailSnapshot } from '../views/mailState.ts';
import type { Context } from './context.ts';

/** Opens a report for support: versions, states and counts. No address, no server's name, no subject, no path of a person. */
export const showStatus = defineCommand({
  id: 'mailroom.showStatus',
  async run({ engine, reports, mail, version }: Context, { signal }) {
    const status = await engine.call(engineStatus, {}, { signal }).catch((error: unknown) => error);
    await reports.show('Mailroom status.yaml', statusReport(version, status, mail.snapshot));
  },
});

/** Field names are not translated: the report is read by those who help. */
export function statusReport(version: string, status: unknown, snapshot: MailSnapshot | undefined): string {
  const engine = isStatus(status) ? status : undefined;
  const lines = [
    `mailroom: ${version}`,
    `platform: ${process.platform} ${process.arch}`,
    `node: ${process.versions.node}`,
    ...(engine ? engineLines(engine) : [`engine: ${whyNot(status)}`]),
    ...(snapshot?.accounts ?? []).flatMap((one, index) => accountLines(one, index, snapshot?.mailboxes ?? [], engine)),
  ];
  return `${lines.join('\n')}\n`;
}

function whyNot(status: unknown): string {
  return isMailError(status) ? status.code : (messageOf(status).split(/[\s:]/, 1)[0] ?? '');
}

function isStatus(value: unknown): value is ResultOf<typeof engineStatus> {
  return typeof value === 'object' && value !== null && 'residentBytes' in value;
}
