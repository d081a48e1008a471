/** Gathers the rows of a mailbox for its transactions. */
import { rowsPerNews, rowsPerTransaction, rowsWaitingMaxBytes } from './limits.ts';

export interface RowWriter<T> {
  /** `bytes`: what the row takes while it waits. */
  add(row: T, bytes?: number): void;
  /** Writes what waits, and tells what was not told. */
  flush(): void;
}

export interface RowWriterOptions<T> {
  /** Rows in the cache before, rows on the server. */
  readonly known: number;
  readonly total: number;
  /** One transaction, of {@link rowsPerTransaction} rows or {@link rowsWaitingMaxBytes} bytes at most. */
  readonly write: (rows: readonly T[]) => void;
  /** Every {@link rowsPerNews} rows: how many of `total` are there. */
  readonly onRows: (done: number, total: number) => void;
}

export function rowWriter<T>({ known, total, write, onRows }: RowWriterOptions<T>): RowWriter<T> {
  let rows: T[] = [];
  let waitingBytes = 0;
  let [done, told] = [known, known];
  const tell = () => {
    told = done;
    onRows(done, total);
  };
  const writeAll = () => {
    const part = rows;
    rows = [];
    waitingBytes = 0;
    write(part);
    done += part.length;
    if (done - told >= rowsPerNews) tell();
  };
  return {
    add(row, bytes = 0) {
      waitingBytes += bytes;
      if (rows.push(row) >= rowsPerTransaction || waitingBytes >= rowsWaitingMaxBytes) writeAll();
    },
    flush() {
      if (rows.length > 0) writeAll();
      if (done > told) tell();
    },
  };
}
