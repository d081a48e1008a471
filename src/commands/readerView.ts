import { defineCommand } from '../host/command.ts';
import type { ReaderView } from '../views/readerOpener.ts';
import type { Context } from './context.ts';

/** Commands that show the mail of the reader in front another way. */
function readerViewCommand(id: `mailroom.${string}`, view: ReaderView) {
  return defineCommand({
    id,
    run({ reader }: Context) {
      reader.setView(view);
    },
  });
}

export const showAsMail = readerViewCommand('mailroom.showAsMail', 'mail');
export const showAsText = readerViewCommand('mailroom.showAsText', 'text');
export const showHeaders = readerViewCommand('mailroom.showHeaders', 'headers');
