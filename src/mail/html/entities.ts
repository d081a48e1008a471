import { Parser } from 'htmlparser2';

/**
 * Text with its character references (HTML §13.2.5.72) decoded. What mail is full of is read here; any other name or
 * number is asked of the parser that the sanitiser uses (this is its only door), and its answer kept.
 */
export function decodeEntities(text: string): string {
  return text.includes('&') ? text.replace(/&(?:#[0-9a-zA-Z]*|[a-zA-Z][0-9a-zA-Z]*);?/g, inText) : text;
}

/** The same for the value of an attribute, where a name without its semicolon may be a part of an address. */
export function decodeAttribute(value: string): string {
  return value.includes('&') ? value.replace(/&(?:#[0-9a-zA-Z]*|[a-zA-Z][0-9a-zA-Z]*)[;=]?/g, inAttribute) : value;
}

const numberBeyondLatin = /^&#(\d{3,5});$/;

const common: ReadonlyMap<string, string> = new Map([
  ['&nbsp;', '\u00a0'],
  ['&amp;', '&'],
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#160;', '\u00a0'],
  ['&#39;', "'"],
  ['&#8217;', '’'],
]);

const askedInText = new Map<string, string>();
const askedInAttribute = new Map<string, string>();
/** More than there are names; what strangers make up is not kept for ever. */
const keptMax = 3_000;
/** No name is longer; a number may have zeros in front. */
const keptMaxChars = 40;

function inText(reference: string): string {
  return common.get(reference) ?? plainNumber(reference) ?? kept(askedInText, reference, askText);
}

function inAttribute(reference: string): string {
  return common.get(reference) ?? kept(askedInAttribute, reference, askAttribute);
}

/** A number that is its character: below 160 are the signs of Windows, above D7FF what is no character alone. */
function plainNumber(reference: string): string | undefined {
  const code = Number(numberBeyondLatin.exec(reference)?.[1] ?? 0);
  return code >= 160 && code <= 0xd7ff ? String.fromCharCode(code) : undefined;
}

function kept(answers: Map<string, string>, reference: string, ask: (reference: string) => string): string {
  if (reference.length > keptMaxChars) return ask(reference);
  let answer = answers.get(reference);
  if (answer === undefined) {
    answer = ask(reference);
    if (answers.size >= keptMax) answers.clear();
    answers.set(reference, answer);
  }
  return answer;
}

function askText(reference: string): string {
  let answer = '';
  const ontext = (piece: string) => {
    answer += piece;
  };
  new Parser({ ontext }).end(reference);
  return answer;
}

function askAttribute(reference: string): string {
  let answer = '';
  const onattribute = (_: string, value: string) => {
    answer = value;
  };
  new Parser({ onattribute }).end(`<a b="${reference}">`);
  return answer;
}
