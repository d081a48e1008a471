import { readOwnStyles } from '../../mail/html/css.ts';
import { htmlToText } from '../../mail/html/htmlToText.ts';
import { readMarkdown } from '../../mail/html/markdown.ts';
import { type MarkdownHtmlOptions, markdownToHtml } from '../../mail/html/markdownHtml.ts';
import { markdownToText } from '../../mail/html/markdownText.ts';
import { prepareOwnHtml } from '../../mail/html/ownHtml.ts';
import { rulesOf, type StyleRule } from '../../mail/html/styleRules.ts';
import { themes } from '../../mail/html/themes.ts';
import { holdsPatch } from '../../mail/mime/holdsPatch.ts';
import type { DraftFormat } from './draftContent.ts';

/** The two forms of a letter. */
export interface DraftBody {
  /** Undefined for a plain text mail. */
  readonly html: string | undefined;
  readonly text: string;
  /** Lines may be broken so that a reader joins them again (RFC 3676). */
  readonly flowed: boolean;
}

export interface BodyOptions {
  readonly format: DraftFormat;
  readonly rules: readonly StyleRule[];
  /** `cid:…` for a picture that goes along. */
  readonly imageUrl: (reference: string) => string | undefined;
  /** The picture of a diagram or a formula that goes along. */
  readonly drawn?: MarkdownHtmlOptions['drawn'];
}

/** The body of a draft as it leaves. Plain text leaves as it was typed, and a patch is never flowed. */
export function renderBody(body: string, { format, rules, imageUrl, drawn }: BodyOptions): DraftBody {
  if (format === 'plain' || format === 'flowed')
    return { html: undefined, text: endingInLine(body), flowed: format === 'flowed' && !holdsPatch(body) };
  if (format === 'html') {
    const html = prepareOwnHtml(body, { imageUrl });
    return { html, text: `${htmlToText(html)}\n`, flowed: true };
  }
  const document = readMarkdown(body);
  return { html: markdownToHtml(document, { rules, imageUrl, drawn }), text: markdownToText(document), flowed: true };
}

/** The last line of a patch needs its end, which a document need not have. */
function endingInLine(text: string): string {
  return /(?:^|[\r\n])$/.test(text) ? text : `${text}\n`;
}

/** `style:` names one of the looks that we have, or a style sheet beside the draft. */
export const ownStyleSheet = /\.css$/i;

export interface DraftStyle {
  readonly rules: readonly StyleRule[];
  /** What of one's own style sheet no mail client would show. */
  readonly leftOut: readonly string[];
}

/** The rules of a look; `css`: one's own style sheet, on top of the plain one. */
export function styleOf(name: string, css: string | undefined): DraftStyle {
  const own = css === undefined ? { rules: [], leftOut: [] } : readOwnStyles(css);
  const theme = Object.hasOwn(themes, name) ? themes[name] : themes['plain'];
  return { rules: [...rulesOf(theme ?? {}), ...own.rules], leftOut: own.leftOut };
}

export const styleNames: readonly string[] = Object.keys(themes);
