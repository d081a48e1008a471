import { EventEmitter, ThemeIcon, window } from 'vscode';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { AccountRecord } from '../protocol/records.ts';
import { outboxTexts } from '../texts/outbox.ts';
import type { Translate } from '../texts/translate.ts';
import { SmtpConsole } from './smtpConsole.ts';

export type OpenSmtpConsole = (account: AccountRecord) => void;

/** SMTP by hand in a terminal of the editor, which brings copying, search and screen readers. */
export function createSmtpTerminals({
  engine,
  t,
}: {
  readonly engine: EngineCaller;
  readonly t: Translate;
}): OpenSmtpConsole {
  return (account) => {
    const written = new EventEmitter<string>();
    const smtp = new SmtpConsole({ engine, account, t, write: (text) => written.fire(text) });
    const terminal = window.createTerminal({
      name: t(outboxTexts.consoleName),
      iconPath: new ThemeIcon('terminal'),
      pty: {
        onDidWrite: written.event,
        open: () => void smtp.open(),
        handleInput: (data: string) => smtp.input(data),
        close: () => {
          smtp.dispose();
          written.dispose();
        },
      },
    });
    terminal.show();
  };
}
