import type { MailError } from '../base/errors.ts';
import type { CallOptions, EngineCaller } from '../host/engineConnection.ts';
import type { Prompts } from '../host/prompts.ts';
import { draftLink } from '../protocol/methods/draftLink.ts';
import type { AttachmentFile } from '../protocol/records.ts';
import { draftTexts } from '../texts/drafts.ts';
import type { Translate } from '../texts/translate.ts';

export interface SizeQuestionDependencies {
  readonly engine: EngineCaller;
  readonly ask: Pick<Prompts, 'decide' | 'text'>;
  readonly t: Translate;
  /** `12 MB`. */
  readonly formatSize: (bytes: number) => string;
}

/** What a person wants done with a mail that is larger than the server takes. */
export type SizeAnswer =
  | { readonly kind: 'zip' | 'split' }
  /** The draft's text with links in place of the files. */
  | { readonly kind: 'linked'; readonly text: string };

type Way = 'zip' | 'split' | 'link';

/** Asked before anything of the mail has gone to the server. Undefined when dismissed: the draft stays as it is. */
export async function askAboutSize(
  { data }: Pick<MailError, 'data'>,
  draft: { readonly text: string; readonly files: readonly AttachmentFile[] },
  dependencies: SizeQuestionDependencies,
  options: CallOptions,
): Promise<SizeAnswer | undefined> {
  const { engine, ask, t, formatSize } = dependencies;
  const size = formatSize(Number(data['size'] ?? 0));
  const max = formatSize(Number(data['maxBytes'] ?? 0));
  const message = t(data['zipped'] === true ? draftTexts.stillTooLarge : draftTexts.tooLarge, { size, max });
  const attached = draft.files;
  if (attached.length === 0) {
    await ask.decide({ message, detail: t(draftTexts.tooLargeText), buttons: [] });
    return undefined;
  }
  const ways = waysFor(data, attached);
  const way = await ask.decide<Way>({
    message,
    detail: ways.map((one) => t(wayTexts[one].why)).join('\n'),
    buttons: ways.map((one) => ({ label: t(wayTexts[one].label), value: one })),
  });
  if (way !== 'link') return way && { kind: way };
  const links = await askForLinks(attached, dependencies);
  if (!links) return undefined;
  const { text } = await engine.call(draftLink, { text: draft.text, links }, options);
  return { kind: 'linked', text };
}

const wayTexts = {
  zip: { label: draftTexts.zipFiles, why: draftTexts.zipWhy },
  split: { label: draftTexts.splitMail, why: draftTexts.splitWhy },
  link: { label: draftTexts.linkFiles, why: draftTexts.linkWhy },
} as const satisfies { readonly [W in Way]: object };

/** Ways that can't help any more are not offered. */
function waysFor(data: MailError['data'], files: readonly AttachmentFile[]): readonly Way[] {
  const canSplit = files.length > 1 && data['file'] === undefined;
  return [...(data['zipped'] === true ? [] : ['zip' as const]), ...(canSplit ? ['split' as const] : []), 'link'];
}

/** One address for each file, largest trouble first as they stand; a file without one stays attached. */
async function askForLinks(files: readonly AttachmentFile[], { ask, t }: SizeQuestionDependencies) {
  const links: { reference: string; name: string; url: string }[] = [];
  for (const { reference, name } of files) {
    const url = await ask.text({
      title: t(draftTexts.linkTitle, { name }),
      prompt: t(draftTexts.linkPrompt),
      placeholder: 'https://',
      check: (text) => (text.trim() === '' || isWebAddress(text.trim()) ? undefined : t(draftTexts.linkBad)),
    });
    if (url === undefined) return undefined;
    if (url.trim() !== '') links.push({ reference, name, url: url.trim() });
  }
  return links.length > 0 ? links : undefined;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s<>]+$/i.test(text) && URL.canParse(text);
}
