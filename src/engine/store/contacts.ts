import { cleanName, type Mailbox } from '../../mail/mime/address.ts';
import type { Database } from './database.ts';
import { createPinyinNames, type PinyinNames } from './pinyin.ts';

/** A meeting with somebody: their name and address on a mail. */
export interface Meeting extends Mailbox {
  /** Ms. */
  readonly at: number;
  /** True for a mail that we wrote to them. */
  readonly sent: boolean;
}

const ideographs = /\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}/u;

/** Words of one contact that are searched at most; names that long are not names. */
const wordsMaxChars = 500;

/** People with Chinese names whose readings are compared with what is typed, the most used. */
const readMax = 3_000;
const byUse = 'ORDER BY min(sent, 1000) * 10 + min(seen, 1000) DESC, last_at DESC LIMIT :limit';

/** The people of the mail seen and sent, in user.db. */
export class ContactStore {
  readonly #db: Database;
  #pinyin: PinyinNames | undefined;

  constructor({ user }: { user: Database }) {
    this.#db = user;
  }

  /** Takes note of people. One transaction; not inside another of user.db. The newest name that is one stays. */
  meet(meetings: readonly Meeting[]): void {
    const people = meetings.filter(({ address }) => address.includes('@') && address.length <= 320);
    if (people.length === 0) return;
    // Whom one wrote to is told by Sent again: the disk is not waited for.
    this.#db.writeSoon('contact.meet', () => {
      for (const person of people) this.#meetOne(person);
    });
  }

  /**
   * Whose name or address has `prefix` at the start of a word, then whose Chinese name is read so (`zhang`, `zw`); most
   * written to first, then most seen, then latest.
   */
  search(prefix: string, limit: number): readonly Mailbox[] {
    const found = this.#searchWords(prefix, limit);
    if (found.length >= limit) return found;
    const read = this.#searchReadings(prefix).filter(({ address }) => !found.some((one) => one.address === address));
    return [...found, ...read].slice(0, limit);
  }

  #searchReadings(prefix: string): readonly Mailbox[] {
    const typed = fold(prefix).replaceAll(' ', '');
    if (!/^[a-z]+$/.test(typed)) return [];
    const pinyin = this.#pinyin ?? createPinyinNames();
    this.#pinyin = pinyin;
    return this.#db
      .all(`SELECT shown, name FROM contact WHERE name GLOB '*[一-龥]*' ${byUse}`, { limit: readMax })
      .map((row) => ({ address: String(row['shown']), name: String(row['name']) }))
      .filter(({ name }) => pinyin.matches(name, typed));
  }

  #searchWords(prefix: string, limit: number): readonly Mailbox[] {
    const wanted = fold(prefix).replace(/^@/, '');
    // Chinese names have no spaces between given and family name: there any place will do.
    const start = ideographs.test(wanted) ? '' : ' ';
    const pattern = `%${start}${wanted.replace(/[\\%_]/g, '\\$&')}%`;
    return this.#db
      .all(`SELECT shown, name FROM contact WHERE words LIKE :pattern ESCAPE '\\' ${byUse}`, { pattern, limit })
      .map((row) => ({ address: String(row['shown']), name: String(row['name']) }));
  }

  /** What is known of somebody; undefined for who was never met. */
  about(
    address: string,
  ): (Mailbox & { readonly sent: number; readonly seen: number; readonly lastAt: number }) | undefined {
    const row = this.#db.get('SELECT shown, name, sent, seen, last_at FROM contact WHERE address = :address', {
      address: address.toLowerCase(),
    });
    return (
      row && {
        name: String(row['name']),
        address: String(row['shown']),
        sent: Number(row['sent']),
        seen: Number(row['seen']),
        lastAt: Number(row['last_at']),
      }
    );
  }

  #meetOne({ name, address, at, sent }: Meeting): void {
    const shownName = sameWords(name, address) ? '' : cleanName(name).slice(0, 200);
    this.#db.run(
      `INSERT INTO contact (address, shown, name, words, sent, seen, last_at)
       VALUES (:address, :shown, :name, :words, :sent, :seen, :at)
       ON CONFLICT (address) DO UPDATE SET
         name = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last_at >= last_at) THEN excluded.name ELSE name END,
         words = CASE WHEN excluded.name <> '' AND (name = '' OR excluded.last_at >= last_at) THEN excluded.words ELSE words END,
         sent = sent + excluded.sent, seen = seen + excluded.seen, last_at = max(last_at, excluded.last_at)`,
      {
        address: address.toLowerCase(),
        shown: address,
        name: shownName,
        words: wordsOf(shownName, address),
        sent: sent ? 1 : 0,
        seen: sent ? 0 : 1,
        at,
      },
    );
  }
}

/** Whether {@link ContactStore.search} would find somebody by `prefix`. */
export function matchesPrefix({ name, address }: Mailbox, prefix: string): boolean {
  const wanted = fold(prefix).replace(/^@/, '');
  return wordsOf(name, address).includes(ideographs.test(wanted) ? wanted : ` ${wanted}`);
}

/** A name that only repeats the address is none. */
function sameWords(name: string, address: string): boolean {
  return name.replace(/['"<>\s]/g, '').toLowerCase() === address.toLowerCase();
}

function wordsOf(name: string, address: string): string {
  const parts = [...fold(name).split(/[\s,.;()"'_-]+/), fold(address), ...fold(address).split(/[@.+_-]+/)];
  return ` ${[...new Set(parts.filter(Boolean))].join(' ')}`.slice(0, wordsMaxChars);
}

/** Without case and accents: `Müller` is found by `mul`. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .toLowerCase()
    .trim();
}
