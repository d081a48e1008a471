import { assert } from '../../base/assert.ts';
import { failure } from '../../protocol/records.ts';
import { gatewayId, type SmsId, type SmsLogLine, smsId, smsLogLine, smsRecipient } from '../../protocol/sms.ts';
import { smsLogMaxLines } from '../sms/limits.ts';
import { assertNext, assertSound, type SmsItem, type SmsTarget } from '../sms/smsItem.ts';
import type { Database, Row } from './database.ts';

/** Text messages in user.db. Every change is one transaction, on disk when the call returns. */
export class SmsStore {
  readonly #db: Database;

  constructor(user: Database) {
    this.#db = user;
  }

  /** All but what a person took off the list, in the order of sending. */
  all(): readonly SmsItem[] {
    return this.#db.all('SELECT * FROM sms WHERE hidden = 0 ORDER BY position').map((row) => this.#toItem(row));
  }

  /** Those with a number that is not settled yet. */
  unfinished(): readonly SmsItem[] {
    return this.#db
      .all('SELECT * FROM sms WHERE hidden = 0 AND finished_at = 0 ORDER BY position')
      .map((row) => this.#toItem(row));
  }

  find(id: SmsId): SmsItem | undefined {
    const row = this.#db.get('SELECT * FROM sms WHERE id = :id AND hidden = 0', { id });
    return row && this.#toItem(row);
  }

  count(): number {
    return Number(this.#db.get('SELECT count(*) AS n FROM sms WHERE hidden = 0')?.['n'] ?? 0);
  }

  insert(item: SmsItem): void {
    assertSound(item);
    this.#db.write('sms.insert', () => {
      const { lastRowId } = this.#db.run(insertSql, columnsOf(item));
      item.targets.forEach((target, position) => {
        this.#db.run(
          `INSERT INTO sms_recipient (sms, position, number, state, left_at, gateway_ref, failure)
           VALUES (:sms, :position, :number, :state, :leftAt, :gatewayRef, :failure)`,
          { sms: lastRowId, position, number: target.number, ...targetColumns(target) },
        );
      });
    });
  }

  /** Writes what `before` became; nobody else may have changed it meanwhile. Both are checked. */
  save(before: SmsItem, after: SmsItem): void {
    if (before === after) return;
    assertNext(before, after);
    assertSound(after);
    this.#db.write('sms.save', () => {
      const row = this.#db.get('SELECT position FROM sms WHERE id = :id', { id: before.id });
      const stored = this.find(before.id);
      const same = stored?.targets.every(({ state }, index) => state === before.targets[index]?.state);
      assert(row !== undefined && same === true, 'a text is changed from the state it is in');
      const { id, held, queued_at, due_at, attempts, finished_at } = columnsOf(after);
      this.#db.run(
        `UPDATE sms SET held = :held, queued_at = :queued_at, due_at = :due_at, attempts = :attempts,
         finished_at = :finished_at WHERE id = :id`,
        { id, held, queued_at, due_at, attempts, finished_at },
      );
      after.targets.forEach((target, position) => {
        if (target === before.targets[position]) return;
        this.#db.run(
          `UPDATE sms_recipient SET state = :state, left_at = :leftAt, gateway_ref = :gatewayRef, failure = :failure
           WHERE sms = :sms AND position = :position`,
          { sms: Number(row['position']), position, ...targetColumns(target) },
        );
      });
    });
  }

  hide(id: SmsId): void {
    this.#db.write('sms.hide', () => this.#db.run("UPDATE sms SET hidden = 1, log = '' WHERE id = :id", { id }));
  }

  /** Forgets what was finished, or taken off the list, before `time`. */
  forgetBefore(time: number): void {
    this.#db.write('sms.forget', () =>
      this.#db.run('DELETE FROM sms WHERE finished_at > 0 AND finished_at < :time', { time }),
    );
  }

  addLog(id: SmsId, lines: readonly SmsLogLine[]): void {
    const log = [...this.log(id), ...lines].slice(-smsLogMaxLines);
    this.#db.write('sms.log', () =>
      this.#db.run('UPDATE sms SET log = :log WHERE id = :id', { id, log: JSON.stringify(log) }),
    );
  }

  log(id: SmsId): readonly SmsLogLine[] {
    const text = String(this.#db.get('SELECT log FROM sms WHERE id = :id', { id })?.['log'] ?? '');
    const lines: unknown = text === '' ? [] : JSON.parse(text);
    return Array.isArray(lines) ? lines.map((line) => smsLogLine.parse(line)) : [];
  }

  #toItem(row: Row): SmsItem {
    const targets = this.#db
      .all('SELECT * FROM sms_recipient WHERE sms = :sms ORDER BY position', { sms: Number(row['position']) })
      .map(toTarget);
    const item = toItem(row, targets);
    assertSound(item);
    return item;
  }
}

function toTarget(row: Row): SmsTarget {
  const text = String(row['failure']);
  const recipient = smsRecipient.parse({
    number: row['number'],
    state: row['state'],
    gatewayRef: row['gateway_ref'],
    failure: text === '' ? null : failure.parse(JSON.parse(text)),
  });
  return { ...recipient, leftAt: Number(row['left_at']) };
}

function toItem(row: Row, targets: readonly SmsTarget[]): SmsItem {
  const number = (column: string) => Number(row[column]);
  return {
    id: smsId.parse(row['id']),
    gateway: gatewayId.parse(row['gateway']),
    gatewayName: String(row['gateway_name']),
    text: String(row['text']),
    template: String(row['template']),
    values: JSON.parse(String(row['template_values'])),
    parts: number('parts'),
    held: number('held') === 1,
    targets,
    createdAt: number('created_at'),
    queuedAt: number('queued_at'),
    dueAt: number('due_at'),
    attempts: number('attempts'),
    finishedAt: number('finished_at'),
  };
}

function columnsOf(item: SmsItem) {
  return {
    id: item.id,
    gateway: item.gateway,
    gateway_name: item.gatewayName,
    text: item.text,
    template: item.template,
    template_values: JSON.stringify(item.values),
    parts: item.parts,
    held: item.held ? 1 : 0,
    created_at: item.createdAt,
    queued_at: item.queuedAt,
    due_at: item.dueAt,
    attempts: item.attempts,
    finished_at: item.finishedAt,
  };
}

function targetColumns({ state, leftAt, gatewayRef, failure: reason }: SmsTarget) {
  return { state, leftAt, gatewayRef, failure: reason === null ? '' : JSON.stringify(reason) };
}

const insertSql = `
  INSERT INTO sms (id, gateway, gateway_name, text, template, template_values, parts, held, created_at, queued_at, due_at,
    attempts, finished_at, hidden, log)
  VALUES (:id, :gateway, :gateway_name, :text, :template, :template_values, :parts, :held, :created_at, :queued_at, :due_at,
    :attempts, :finished_at, 0, '')`;
