import type { Clock } from '../../base/clock.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import type { Database, Row } from './database.ts';

/** A draft as it was typed last. */
export interface JournaledDraft {
  readonly uri: string;
  /** The folder that bare `attach:` paths are relative to: where the window was when the draft was made. */
  readonly folder: string;
  readonly text: string;
  /** URIs of files outside its folders that a person let leave with it. */
  readonly allowed: readonly string[];
  /** Files that it names, as paths that can be read here. */
  readonly files: readonly AttachmentFile[];
  readonly updatedAt: number;
}

/** What is kept of a draft. Absent `allowed`: as it was. */
export interface DraftEntry extends Omit<JournaledDraft, 'updatedAt' | 'allowed' | 'files'> {
  readonly subject: string;
  readonly to: string;
  readonly allowed?: readonly string[] | undefined;
}

export interface DraftSummary {
  readonly uri: string;
  readonly subject: string;
  /** Recipients as text, for a list. */
  readonly to: string;
  readonly folder: string;
  readonly updatedAt: number;
  /** What it says now has left as a mail. */
  readonly sent: boolean;
}

/** Drafts that {@link DraftStore.all} lists at most. */
export const draftsMax = 5_000;

/** The journal of drafts in user.db, by document URI: what a crash of editor or extension host must not take away. */
export class DraftStore {
  readonly #db: Database;
  readonly #clock: Clock;

  constructor({ user, clock }: { user: Database; clock: Clock }) {
    this.#db = user;
    this.#clock = clock;
  }

  /** Keeps the newest text. True when the list of drafts changed with it (a new one, another subject or recipient). */
  keep({ uri, folder, text, subject, to, allowed }: DraftEntry): boolean {
    return this.#db.write('draft.journal', () => {
      const before = this.#db.get('SELECT subject, recipients FROM draft WHERE uri = :uri', { uri });
      this.#db.run(
        `INSERT INTO draft (uri, folder, text, subject, recipients, updated_at, allowed)
         VALUES (:uri, :folder, :text, :subject, :to, :now, coalesce(nullif(:allowed, ''), '[]'))
         ON CONFLICT (uri) DO UPDATE SET
           folder = CASE WHEN excluded.folder = '' THEN folder ELSE excluded.folder END,
           text = excluded.text, subject = excluded.subject, recipients = excluded.recipients,
           updated_at = CASE WHEN text = excluded.text THEN updated_at ELSE excluded.updated_at END,
           allowed = CASE WHEN :allowed = '' THEN allowed ELSE :allowed END`,
        { uri, folder, text, subject, to, allowed: allowed ? JSON.stringify(allowed) : '', now: this.#clock.now() },
      );
      return !before || before['subject'] !== subject || before['recipients'] !== to;
    });
  }

  /** True when there was one. */
  forget(uri: string): boolean {
    return this.#db.write(
      'draft.forget',
      () => this.#db.run('DELETE FROM draft WHERE uri = :uri', { uri }).changes > 0,
    );
  }

  find(uri: string): JournaledDraft | undefined {
    const row = this.#db.get('SELECT uri, folder, text, allowed, files, updated_at FROM draft WHERE uri = :uri', {
      uri,
    });
    return (
      row && {
        uri: String(row['uri']),
        folder: String(row['folder']),
        text: String(row['text']),
        allowed: JSON.parse(String(row['allowed'])),
        files: JSON.parse(String(row['files'])),
        updatedAt: Number(row['updated_at']),
      }
    );
  }

  /** True when what it says now has left as a mail. */
  isSent(uri: string): boolean {
    const row = this.#db.get(
      `SELECT (SELECT state FROM outbox WHERE outbox.draft = draft.uri AND created_at >= updated_at
         ORDER BY position DESC LIMIT 1) AS outcome FROM draft WHERE uri = :uri`,
      { uri },
    );
    return row?.['outcome'] === 'sent';
  }

  /** Files that a draft names, as paths that can be read here. False for a draft that is not known. */
  keepFiles(uri: string, files: readonly AttachmentFile[]): boolean {
    return this.#db.write(
      'draft.files',
      () =>
        this.#db.run('UPDATE draft SET files = :files WHERE uri = :uri', { uri, files: JSON.stringify(files) })
          .changes > 0,
    );
  }

  /** Newest first. */
  all(): readonly DraftSummary[] {
    const sql = `
      SELECT uri, subject, recipients, folder, updated_at,
        (SELECT state FROM outbox WHERE outbox.draft = draft.uri AND created_at >= updated_at
         ORDER BY position DESC LIMIT 1) AS outcome
      FROM draft ORDER BY updated_at DESC LIMIT ${draftsMax}`;
    return this.#db.all(sql).map(toSummary);
  }
}

function toSummary(row: Row): DraftSummary {
  return {
    uri: String(row['uri']),
    subject: String(row['subject']),
    to: String(row['recipients']),
    folder: String(row['folder']),
    updatedAt: Number(row['updated_at']),
    sent: row['outcome'] === 'sent',
  };
}
