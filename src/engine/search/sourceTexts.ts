/** Texts of a message that its list row has not, out of its source. Pure. */
import type { ReadMessage, TextBlock } from '../../mail/mime/read.ts';
import type { ReadAddress } from '../../mail/mime/readAddresses.ts';
import { unspacedClass } from './letterClasses.ts';
import { readAgainMaxBytes, textMaxChars } from './limits.ts';
import type { PackedTexts } from './packTexts.ts';

/** `toText` makes text of HTML; without it such blocks are empty. */
export function sourceTexts(message: ReadMessage, toText: (html: string) => string = () => ''): PackedTexts {
  const list = message.fields.filter(({ key }) => key === 'list-id').map(({ value }) => value);
  const names = message.attachments.map(({ name }) => name).filter((name) => name !== '');
  return {
    cc: message.cc.map(addressText).join(', ').slice(0, headerMaxChars),
    list: list.join(', ').slice(0, headerMaxChars),
    filename: names.join('\n').slice(0, headerMaxChars),
    body: bodyText(message, toText),
  };
}

/** Whether the texts are read from the source faster than it is worth to keep a copy of them: small, and without HTML. */
export function isReadAgain({ source, blocks }: ReadMessage): boolean {
  return source.size <= readAgainMaxBytes && blocks.every((block) => !isHtmlRead(block));
}

/** Some programs send an empty text beside the HTML. */
function isHtmlRead({ text = '', html = '' }: TextBlock): boolean {
  return html !== '' && text.trim() === '';
}

export function addressText({ name, address }: ReadAddress): string {
  return `${name} ${address}`;
}

/** The text as it is read; lines of a script without spaces are joined where a mail program broke them. */
function bodyText({ blocks }: ReadMessage, toText: (html: string) => string): string {
  const text = blocks.map((block) => (isHtmlRead(block) ? toText(block.html ?? '') : (block.text ?? ''))).join('\n\n');
  return text
    .replace(/\r\n/g, '\n')
    .replace(brokenBefore, (newline, at: number, whole: string) =>
      brokenAfter.test(whole.slice(Math.max(0, at - 2), at)) ? '' : newline,
    )
    .slice(0, textMaxChars);
}

/** Korean sets spaces, so that a line end in it is one. */
const unbroken = `[${unspacedClass}--\\p{sc=Hang}]`;
const brokenBefore = new RegExp(`\\n(?=${unbroken})`, 'gv');
const brokenAfter = new RegExp(`${unbroken}$`, 'v');
const headerMaxChars = 20_000;
