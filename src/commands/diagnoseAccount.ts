import { defineCommand } from '../host/command.ts';
import type { NoticeAction } from '../host/notices.ts';
import { accountDiagnose } from '../protocol/methods/accountDiagnose.ts';
import type { DiagnosisFinding } from '../protocol/records.ts';
import { accountTexts } from '../texts/accounts.ts';
import { diagnosisReport, diagnosisTexts, findingSentences } from '../texts/diagnosis.ts';
import { mendTexts } from '../texts/mends.ts';
import type { Translate } from '../texts/translate.ts';
import { chooseAccount, nameOf } from '../views/accountChoice.ts';
import type { Context } from './context.ts';

/** Connects to each server step by step, opens the report, and names what was found with what mends it. */
export const diagnoseAccount = defineCommand({
  id: 'mailroom.diagnoseAccount',
  async run(context: Context, _options, clicked) {
    const { engine, notify, reports, editor, t } = context;
    const account = await chooseAccount(context, clicked);
    if (!account) return; // There is none, or the question was put away.
    const { config, id } = account;
    // Progress begins here and not with the command: the question may be open for long.
    const { services, at } = await notify.progress(t(diagnosisTexts.running), ({ signal, onProgress }) =>
      engine.call(
        accountDiagnose,
        { config, account: id },
        { signal, onProgress: ({ done, total, step }) => onProgress({ done, total, step: stepText(t, step) }) },
      ),
    );
    const name = nameOf(account);
    await reports.show(`${t(diagnosisTexts.title, { account: name })}.md`, diagnosisReport(t, name, services, at));
    const failed = services.find(({ finding }) => finding !== 'ok');
    if (!failed) return notify.info(t(diagnosisTexts.allWell, { account: name }));
    const { found, next } = findingSentences(t, failed, at);
    notify.warn(
      t(diagnosisTexts.foundAndNext, { finding: found, next }),
      mends(t, failed.finding, (command) => editor.run(command, id)),
    );
  },
});

/** The step that the engine reports (`imap tls`), in words. */
function stepText(t: Translate, reported = ''): string {
  const [service = '', step = ''] = reported.split(' ');
  const text = stepTexts.get(step);
  return text ? `${service.toUpperCase()} · ${t(text)}` : '';
}

const { dns, tcp, tls, greeting, login } = diagnosisTexts;
const stepTexts: ReadonlyMap<string, string> = new Map(Object.entries({ dns, tcp, tls, greeting, login }));

const secretFindings: ReadonlySet<DiagnosisFinding> = new Set(['secretMissing', 'wrongSecret', 'codeWanted']);
const settingsFindings: ReadonlySet<DiagnosisFinding> = new Set([
  ...(['nameUnknown', 'portClosed', 'silent', 'cutOff', 'notMailServer', 'plainOnly', 'notTls'] as const),
  ...(['startTlsMissing', 'unprotected', 'untrusted', 'otherName', 'changed', 'wrongSecret', 'noMechanism'] as const),
]);

function mends(
  t: Translate,
  finding: DiagnosisFinding,
  run: (command: string) => Promise<void>,
): readonly NoticeAction[] {
  return [
    ...(secretFindings.has(finding) ? [{ label: t(mendTexts.signIn), run: () => run('mailroom.signIn') }] : []),
    ...(settingsFindings.has(finding)
      ? [{ label: t(accountTexts.editSettings), run: () => run('mailroom.editAccount') }]
      : []),
    { label: t(mendTexts.diagnoseAgain), run: () => run('mailroom.diagnoseAccount') },
  ];
}
