import { htmlToText } from '../../mail/html/htmlToText.ts';
import { holdsPatch } from '../../mail/mime/holdsPatch.ts';
import type { Identity, Signature } from '../../protocol/identities.ts';
import { type BodyOptions, type DraftBody, renderBody } from './draftBody.ts';
import type { DraftContent } from './draftContent.ts';
import { identitiesOf, type Sender, type SenderAccount } from './sender.ts';
import { trailingQuote } from './trailingQuote.ts';

/** The body of a draft as it leaves, signed. A patch is not: it has its own last lines. `mark`: random letters. */
export function signedLetter(
  body: string,
  signer: Identity | 'none' | undefined,
  mark: string,
  options: BodyOptions,
): DraftBody {
  const markdown = (text: string) => renderBody(text, { ...options, format: 'markdown' });
  const signature = signer === 'none' || holdsPatch(body) ? null : (signer?.signature ?? null);
  const text = signature === null ? '' : textOf(signature, (source) => markdown(source).text).trimEnd();
  if (!signer || signer === 'none' || !signature || text.trim() === '') return renderBody(body, options);
  const signed = signBody(body, { mark: `signature${mark}`, isHtml: options.format === 'html', ...signer });
  const letter = renderBody(signed.body, options);
  const html = htmlOf(signature, (source) => markdown(source).html ?? '');
  return {
    ...letter,
    html: letter.html === undefined ? undefined : signed.finishHtml(letter.html, html),
    text: signed.finishText(letter.text, text),
  };
}

/**
 * The signature of who sends is put into the mail when it is built: so it follows `from:` and `signature:`, and a draft
 * holds only what its writer wrote. A mark stands for it while the body becomes HTML and text; what takes the mark's
 * place is the signature in the form of each part.
 */
interface SignedBody {
  readonly body: string;
  readonly finishHtml: (letter: string, signature: string) => string;
  readonly finishText: (letter: string, signature: string) => string;
}

interface SignOptions extends Pick<Identity, 'signaturePlace'> {
  /** Letters that occur nowhere in the mail. */
  readonly mark: string;
  readonly isHtml: boolean;
}

/** What `signature:` says that a mail is signed with: another identity's by name, `none`, or nothing: the sender's own. */
export function signerOf(
  { signature }: Pick<DraftContent, 'signature'>,
  sender: Sender,
  accounts: readonly SenderAccount[],
): Identity | 'none' | undefined {
  const wanted = signature.trim().toLowerCase();
  if (wanted === '') return sender.identity;
  if (/^(none|无|不签名)$/.test(wanted)) return 'none';
  return accounts
    .flatMap(identitiesOf)
    .find((identity) => [identity.label, identity.address, identity.id].some((name) => name.toLowerCase() === wanted));
}

/** Names that `signature:` takes. */
export function signatureNames(accounts: readonly SenderAccount[]): readonly string[] {
  const signed = accounts.flatMap(identitiesOf).filter(({ signature }) => signature !== null);
  return [...new Set([...signed.map(({ label, address }) => label || address), 'none'])];
}

function signBody(body: string, { mark, isHtml, signaturePlace }: SignOptions): SignedBody {
  const quoteStart = signaturePlace === 'above' && !isHtml ? trailingQuote(body) : undefined;
  // RFC 3676 §4.3: readers take all that follows `-- ` for the signature, so none stands above a quote.
  const separator = quoteStart === undefined ? '-- ' : '';
  const [before, after] = [body.slice(0, quoteStart).trimEnd(), quoteStart === undefined ? '' : body.slice(quoteStart)];
  const marked = `${before ? `${before}\n\n` : ''}${mark}\n${after ? `\n${after}` : ''}`;
  return {
    body: isHtml ? withinBody(body, `<p>${mark}</p>`) : marked,
    finishHtml: (letter, signature) => {
      const html = `<div>${separator ? `${separator}<br>\n` : ''}${signature}</div>`;
      return inPlaceOf(letter, new RegExp(`<p[^<>]*>\\s*${mark}\\s*</p>`), mark, html);
    },
    finishText: (letter, signature) =>
      inPlaceOf(letter, new RegExp(`^.*${mark}.*$`, 'm'), mark, separator ? `${separator}\n${signature}` : signature),
  };
}

/** At the end of a page of HTML, inside it. */
function withinBody(html: string, last: string): string {
  const end = html.search(/<\/(?:body|html)\s*>/i);
  return end < 0 ? `${html}\n${last}\n` : `${html.slice(0, end)}${last}\n${html.slice(end)}`;
}

/** At the end where the mark went into something that was left open: a block of code, say. */
function inPlaceOf(whole: string, place: RegExp, mark: string, signature: string): string {
  if (place.test(whole)) return whole.replace(place, () => signature);
  return `${whole.replaceAll(mark, '').trimEnd()}\n${signature}\n`;
}

function textOf({ format, text }: Signature, plain: (markdown: string) => string): string {
  if (format === 'html') return htmlToText(text);
  return format === 'markdown' ? plain(text) : text;
}

function htmlOf({ format, text }: Signature, render: (markdown: string) => string): string {
  if (format === 'markdown') return render(text);
  // Through the same door as HTML that is written in a draft: what mail clients don't know stays out. A blank line ends HTML in Markdown.
  if (format === 'html') return render(`<div>\n${text.replace(/\r\n?|\n/g, '\n').replace(/\n\s*\n/g, '\n')}\n</div>`);
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.trimEnd().replace(/\r\n?|\n/g, '<br>\n');
}
