import type { Mailbox } from '../../mail/mime/address.ts';

/** Whom the first line of a letter greets, and whether one of its recipients is called so. */

export interface Greeting {
  readonly name: string;
  /** Offset of the name in the line. */
  readonly at: number;
}

const latin =
  /^\s*(?:hi|hello|hey|dear|hallo|bonjour|hola|good (?:morning|afternoon|evening))[ ,]+((?:(?:mr|mrs|ms|dr|prof)\.? )?\p{Lu}[\p{L}'-]*(?: \p{Lu}[\p{L}'-]*)?)\s*[,!.:;，]*\s*$/iu;
const chineseFirst =
  /^\s*(?:尊敬的|亲爱的|敬爱的)?(\p{Script=Han}{2,4}?)(?:先生|女士|老师|经理|总监|总|同学|博士|教授)?(?:[，,]?\s*(?:您好|你好|早上好|上午好|下午好|晚上好)|[：:])/u;
const chineseLast =
  /^\s*(?:您好|你好|早上好|上午好|下午好|晚上好)[，,！!\s]\s*(\p{Script=Han}{2,4}?)(?:先生|女士|老师|经理|总监|总|同学|博士|教授)?\s*[，,：:！!。]?\s*$/u;

/** Everybody, or nobody in particular. */
const anybody =
  /^(?:all|everyone|everybody|team|there|folks|sir|madam|colleagues?|friends?|both|guys|support|again|hiring|大家|各位|诸位|你们|各位同事|同事们|老师们|朋友们|所有人|团队|先生|女士|老师|领导)/iu;

export function greetingOf(line: string): Greeting | undefined {
  const match = latin.exec(line) ?? chineseFirst.exec(line) ?? chineseLast.exec(line);
  const found = match?.[1];
  if (!match || !found) return undefined;
  const name = found.replace(/^(?:mr|mrs|ms|dr|prof)\.? /i, '');
  if (anybody.test(name)) return undefined;
  return { name, at: line.indexOf(name, match[0].indexOf(found)) };
}

/** False only where it is sure: every recipient's name is known, and none is this one. */
export function mayGreet(name: string, recipients: readonly Mailbox[]): boolean {
  if (recipients.length === 0) return true;
  const isChinese = /\p{Script=Han}/u.test(name);
  return recipients.some((recipient) => {
    const known = namesOf(recipient).filter((each) => /\p{Script=Han}/u.test(each) === isChinese);
    if (known.length === 0) return true;
    return known.some((each) => (isChinese ? matchesChinese(name, each) : matchesLatin(name, each)));
  });
}

/** How to greet somebody; undefined where no name is known. */
export function shortNameOf({ name }: Mailbox, like: string): string | undefined {
  const isChinese = /\p{Script=Han}/u.test(like);
  if (/\p{Script=Han}/u.test(name) !== isChinese || name === '') return undefined;
  const given = /,/.test(name) ? name.split(',')[1]?.trim() : name;
  return isChinese ? name.trim() : given?.split(/\s+/)[0];
}

/** The display name, and the words of the address where they are a person's: `bob.lee@x`, not `info@x`. */
function namesOf({ name, address }: Mailbox): readonly string[] {
  if (name.trim() !== '') return [name];
  const local = address.split('@')[0] ?? '';
  const words = local.split('+')[0]?.split(/[._-]+/) ?? [];
  const personal = words.length >= 2 && words.every((word) => /^[a-z]{2,}$/i.test(word));
  return personal ? [words.join(' ')] : [];
}

function matchesLatin(greeted: string, known: string): boolean {
  const wanted = words(greeted);
  const have = words(known);
  return wanted.some((word) => have.some((other) => sameFirstName(word, other)));
}

function sameFirstName(a: string, b: string): boolean {
  if (a === b || (a.length >= 2 && b.startsWith(a)) || (b.length >= 2 && a.startsWith(b))) return true;
  return nicknames.some((group) => group.includes(a) && group.includes(b));
}

function words(text: string): readonly string[] {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
}

/** 王芳 is 王芳; 王总 and 小王 share the family name. */
function matchesChinese(greeted: string, known: string): boolean {
  const name = known.replace(/[^\p{Script=Han}]/gu, '');
  if (name.includes(greeted) || greeted.includes(name)) return true;
  const family = greeted.replace(/^[小老阿]/, '')[0] ?? '';
  return greeted.length === 2 && /^[小老阿]|[总哥姐工]$/.test(greeted) && name.startsWith(family);
}

/** Names that do not begin alike and are one. */
const nicknames: readonly (readonly string[])[] = [
  ['robert', 'bob', 'rob', 'bobby'],
  ['william', 'bill', 'will', 'billy', 'liam'],
  ['richard', 'dick', 'rick', 'rich'],
  ['elizabeth', 'liz', 'beth', 'betty', 'lisa', 'eliza'],
  ['margaret', 'peggy', 'maggie', 'meg'],
  ['james', 'jim', 'jimmy', 'jamie'],
  ['john', 'jack', 'johnny', 'jon', 'jonathan'],
  ['edward', 'ted', 'ned', 'ed', 'eddie'],
  ['anthony', 'tony'],
  ['catherine', 'katherine', 'kate', 'kathy', 'cathy', 'katie'],
  ['michael', 'mike', 'mick', 'misha'],
  ['alexander', 'alexandra', 'alex', 'sasha', 'sandy', 'xander'],
  ['henry', 'harry', 'hank', 'harold'],
  ['charles', 'chuck', 'charlie'],
  ['stephen', 'steven', 'steve'],
  ['andrew', 'drew', 'andy'],
  ['theodore', 'theo', 'ted'],
  ['patricia', 'patrick', 'pat', 'patty', 'trish', 'paddy'],
  ['susan', 'sue', 'suzanne'],
  ['joseph', 'joe', 'jo', 'josef'],
  ['thomas', 'tom', 'tommy'],
  ['lawrence', 'larry', 'laurence'],
  ['eugene', 'gene'],
  ['peter', 'pete', 'piotr'],
];
