import type { Editor } from '../host/editor.ts';
import type { Prompts } from '../host/prompts.ts';
import type { MessageContent } from '../protocol/records.ts';
import { readerTexts } from '../texts/reader.ts';
import type { Translate } from '../texts/translate.ts';

export interface LinkDeps {
  readonly t: Translate;
  readonly ask: Prompts;
  readonly editor: Pick<Editor, 'openExternal'>;
  /** Makes a draft of a mailto: link. */
  readonly openMailto: (href: string) => Promise<void>;
}

/**
 * Follows a link of a mail: only http, https and mailto. VS Code asks for a domain that the person has not trusted; a
 * link whose text names another host than it leads to is asked about here.
 */
export async function openLink(
  { t, ask, editor, openMailto }: LinkDeps,
  href: string,
  warnings: MessageContent['warnings'],
): Promise<void> {
  if (/^mailto:/i.test(href)) return openMailto(href);
  if (!/^https?:\/\//i.test(href) || !URL.canParse(href)) return;
  const host = new URL(href).hostname;
  const lie = warnings.find(({ code, data }) => code === 'mail.linkDiffers' && data['target'] === host);
  if (lie) {
    const open = await ask.decide({
      message: t(readerTexts.linkLies, { shown: lie.data['shown'] ?? '', target: host }),
      detail: t(readerTexts.linkGoesTo, { host, url: href }),
      buttons: [{ label: t(readerTexts.linkOpen), value: true }],
    });
    if (!open) return;
  }
  await editor.openExternal(href);
}
