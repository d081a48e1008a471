import { terminalBody, terminalLinesMax } from '../drafts/terminalBody.ts';
import { defineCommand } from '../host/command.ts';
import { terminalText } from '../host/terminalText.ts';
import { sendShownTexts } from '../texts/sendShown.ts';
import type { Context } from './context.ts';

/** Starts a mail with the last command of the terminal in front and what that wrote. */
export const sendTerminalOutput = defineCommand<Context>({
  id: 'mailroom.sendTerminalOutput',
  run: (context) => send(context, 'output'),
});

/** Starts a mail with what is selected in the terminal in front. */
export const sendTerminalSelection = defineCommand<Context>({
  id: 'mailroom.sendTerminalSelection',
  run: (context) => send(context, 'selection'),
});

async function send({ drafts, notify, t }: Context, part: 'selection' | 'output'): Promise<void> {
  const shown = await terminalText(part);
  if (!shown) return notify.info(t(sendShownTexts.noTerminal));
  if (shown.text === '') return notify.info(t(sendShownTexts.terminalEmpty));
  const { body, leftOut } = terminalBody(shown.text);
  await drafts.compose({ kind: 'new', subject: t(sendShownTexts.terminalSubject, { name: shown.name }), body });
  if (leftOut > 0) notify.status(t(sendShownTexts.terminalShortened, { count: String(terminalLinesMax) }));
}
