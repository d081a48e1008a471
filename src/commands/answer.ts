import type { ComposeParams } from '../drafts/drafts.ts';
import type { Context } from './context.ts';

/**
 * Makes a draft of the mail that is selected or shown; an answer in the way that the person answers, quoting what is
 * selected of it in the reader. Nothing where no mail is.
 */
export async function answer(
  { drafts, selection, reader, settings }: Context,
  kind: Exclude<ComposeParams['kind'], 'new'>,
  given: { readonly clicked: unknown; readonly selected: unknown },
  options: { readonly signal: AbortSignal },
): Promise<void> {
  const [message] = selection.messages(given.clicked, given.selected);
  if (!message) return;
  const { place, quotesSelection, keepsHtml } = settings.replyStyle();
  const selectedText = kind.startsWith('reply') && quotesSelection ? await reader.selectedText(message) : '';
  const style = { place, selection: selectedText, keepHtml: keepsHtml };
  await drafts.compose({ kind, message: message.id, account: message.account, style }, options);
}
