import { defineCommand } from '../host/command.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';

/** A click on a mail on its way: asks what to do about a doubt, tells a failure, else opens what was said. */
export const outboxDetails = defineCommand({
  id: 'mailroom.outboxDetails',
  async run({ selection, notify, editor, ask, t }, _options, clicked) {
    const [item] = selection.outboxItems(clicked);
    if (!item) return; // Nothing selected: a key press stays silent.
    if (item.state === 'inDoubt') {
      const title = t(outboxTexts.resolveTitle);
      const command = await ask.pick(doubtChoices(t), { title, placeholder: t(outboxTexts.resolvePlaceholder) });
      if (command) await editor.run(command, clicked);
    } else if (item.failure) {
      notify.error(
        item.failure,
        failureActions(t, (command) => editor.run(command, clicked)),
      );
    } else {
      await editor.run('mailroom.outboxDialogue', clicked);
    }
  },
});

function doubtChoices(t: Translate) {
  return [
    choice(t(outboxTexts.resolveCheck), t(outboxTexts.resolveCheckWhy), 'mailroom.outboxCheck', 'search'),
    choice(t(outboxTexts.resolveAgain), t(outboxTexts.resolveAgainWhy), 'mailroom.outboxSendAgain', 'send'),
    choice(t(outboxTexts.resolveArrived), t(outboxTexts.resolveArrivedWhy), 'mailroom.outboxArrived', 'pass'),
  ];
}

function choice(label: string, description: string, value: string, icon: string) {
  return { label, description, value, icon };
}

function failureActions(t: Translate, run: (command: string) => Promise<void>) {
  return [
    { label: t(outboxTexts.sendNow), run: () => run('mailroom.outboxRetry') },
    { label: t(outboxTexts.showDialogue), run: () => run('mailroom.outboxDialogue') },
  ];
}
