import type { Database, Row } from './database.ts';

/** Whom a mass mail did not reach, and why, in the words that a sender would have heard. */
export interface MassMailRefusal {
  readonly address: string;
  readonly words: string;
}

/** `interrupted`: the server ended meanwhile; `delivered` tells how far it came. */
export interface MassMailReport {
  readonly id: number;
  readonly at: number;
  readonly actor: string;
  readonly subject: string;
  readonly state: 'running' | 'done' | 'interrupted';
  readonly total: number;
  readonly delivered: number;
  readonly refused: readonly MassMailRefusal[];
}

/** Reports of mass mails. All that changes runs inside {@link Database.write}. */
export class MassMailStore {
  readonly #db: Database;

  constructor({ db }: { readonly db: Database }) {
    this.#db = db;
  }

  /** Newest first. */
  all(limit = 100): MassMailReport[] {
    return this.#db.all('SELECT * FROM mass_mail ORDER BY id DESC LIMIT :limit', { limit }).map(toReport);
  }

  get(id: number): MassMailReport | undefined {
    const row = this.#db.get('SELECT * FROM mass_mail WHERE id = :id', { id });
    return row && toReport(row);
  }

  /** The last one with this text, whoever got it. */
  withDigest(digest: string): MassMailReport | undefined {
    const row = this.#db.get('SELECT * FROM mass_mail WHERE digest = :digest ORDER BY id DESC LIMIT 1', { digest });
    return row && toReport(row);
  }

  add(mail: { at: number; actor: string; subject: string; digest: string; total: number }): number {
    return this.#db.run(
      `INSERT INTO mass_mail (at, actor, subject, digest, state, total, delivered, refused)
       VALUES (:at, :actor, :subject, :digest, 'running', :total, 0, '[]')`,
      mail,
    );
  }

  progress(id: number, { state, delivered, refused }: Pick<MassMailReport, 'state' | 'delivered' | 'refused'>): void {
    this.#db.run('UPDATE mass_mail SET state = :state, delivered = :delivered, refused = :refused WHERE id = :id', {
      id,
      state,
      delivered,
      refused: JSON.stringify(refused),
    });
  }

  /** What ran when the server ended does not run any more. */
  interrupt(): void {
    this.#db.run("UPDATE mass_mail SET state = 'interrupted' WHERE state = 'running'");
  }
}

function toReport(row: Row): MassMailReport {
  const states = ['running', 'done', 'interrupted'] as const;
  return {
    id: Number(row['id']),
    at: Number(row['at']),
    actor: String(row['actor']),
    subject: String(row['subject']),
    state: states.find((state) => state === row['state']) ?? 'interrupted',
    total: Number(row['total']),
    delivered: Number(row['delivered']),
    refused: JSON.parse(String(row['refused'])),
  };
}
