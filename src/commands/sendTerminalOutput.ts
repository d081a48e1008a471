import { terminalBody, terminalLinesMax } from '../drafts/terminalBody.ts';
import { defineCommand } from '../host/command.ts';
import { terminalText } from '../host/terminalText.ts';
import { sendShownTexts } from '../texts/sendShown.ts';
import type { Context } from './context.ts';

/** Starts a mail with what is selected in the terminal in front, else with its last command and what that wrote. */
export const sendTerminalOutput = defineCommand<Context>({
  id: 'mailroom.sendTerminalOutput',
  async run({ drafts, notify, t }) {
    const shown = await terminalText();
    if (!shown) return notify.info(t(sendShownTexts.noTerminal));
    if (shown.text === '') return notify.info(t(sendShownTexts.terminalEmpty));
    const { body, leftOut } = terminalBody(shown.text);
    await drafts.compose({ kind: 'new', subject: t(sendShownTexts.terminalSubject, { name: shown.name }), body });
    if (leftOut > 0) notify.status(t(sendShownTexts.terminalShortened, { count: String(terminalLinesMax) }));
  },
});
