import { defineCommand } from '../host/command.ts';
import { smsTexts } from '../texts/sms.ts';
import type { Translate } from '../texts/translate.ts';
import { failureOfSms } from '../views/smsRows.ts';

/** A click on a text on its way: asks what to do about a doubt, tells a failure, else opens what was said. */
export const smsDetails = defineCommand({
  id: 'mailroom.smsDetails',
  async run({ selection, notify, editor, ask, t }, _options, clicked) {
    const [item] = selection.smsItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    const failure = failureOfSms(item);
    const run = (command: string) => editor.run(command, clicked);
    if (item.state === 'inDoubt') {
      const options = { title: t(smsTexts.title), placeholder: t(smsTexts.resolvePlaceholder) };
      const command = await ask.pick(doubtChoices(t), options);
      if (command) await run(command);
    } else if (failure) {
      const retry = item.state === 'failed' ? [{ label: t(smsTexts.retry), run: () => run('mailroom.smsRetry') }] : [];
      notify.error(failure, [...retry, { label: t(smsTexts.showLog), run: () => run('mailroom.smsLog') }]);
    } else await run('mailroom.smsLog');
  },
});

function doubtChoices(t: Translate) {
  return [
    { label: t(smsTexts.showLog), value: 'mailroom.smsLog', icon: 'output' },
    {
      label: t(smsTexts.sendAgain),
      description: t(smsTexts.sendAgainWhy),
      value: 'mailroom.smsSendAgain',
      icon: 'send',
    },
    { label: t(smsTexts.arrived), description: t(smsTexts.arrivedWhy), value: 'mailroom.smsArrived', icon: 'pass' },
  ];
}
