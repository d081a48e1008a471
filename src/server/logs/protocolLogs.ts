import { join } from 'node:path';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableList } from '../../base/dispose.ts';
import { MailError, messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/events.ts';
import type { Logger } from '../../base/log.ts';
import { makeFolder } from '../files.ts';
import { type Protocol, protocols } from '../service.ts';
import type { SessionLine, Sessions } from '../sessions/sessions.ts';
import type { Store } from '../store/store.ts';
import { type LogLine, readLogLine, writeLogLine } from './logLine.ts';
import { keepLogSettings, type LogSettings, readLogSettings } from './logSettings.ts';
import { RotatingFile } from './rotatingFile.ts';

export interface ProtocolLogsOptions {
  readonly store: Store;
  readonly sessions: Sessions;
  /** Where they lie unless somebody chose another place. */
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface LogSearch {
  /** Words that the line holds, in any case. */
  readonly contains?: string;
  readonly session?: number;
  readonly limit?: number;
}

/** A protocol's log as it lies on the disk. */
export interface LogFile {
  readonly protocol: Protocol;
  readonly path: string;
  /** With the older files. */
  readonly bytes: number;
}

interface Open {
  readonly file: RotatingFile;
  waiting: string[];
  waitingBytes: number;
}

/** Lines wait so long before they are written together, ms; a crash of the machine loses no more than that. */
const writeGapMs = 200;
const writeAtBytes = 32_768;

/** What was said on the connections of each protocol, in a file of its own that never grows past its cap. */
export class ProtocolLogs implements Disposable {
  readonly #options: ProtocolLogsOptions;
  readonly #resources = new DisposableList();
  readonly #lines = new Emitter<{ readonly protocol: Protocol; readonly line: LogLine }>();
  #settings: LogSettings;
  #open: { readonly [protocol in Protocol]: Open };
  #timer: Disposable | undefined;
  #problem = '';

  constructor(options: ProtocolLogsOptions) {
    this.#options = options;
    this.#settings = readLogSettings(options.store, options.folder);
    this.#open = openFiles(this.#settings);
    this.#makeFolder();
    this.#resources.add(options.sessions.onSaid((line) => this.#take(line)));
  }

  get settings(): LogSettings {
    return this.#settings;
  }

  /** Why lines could not be written of late; empty while they can. */
  get problem(): string {
    return this.#problem;
  }

  files(): LogFile[] {
    this.#write();
    return protocols.map((protocol) => {
      const { file } = this.#open[protocol];
      return { protocol, path: file.path, bytes: file.totalBytes };
    });
  }

  /** Used at once and kept. Throws `server.badSetting` for a folder that can't be written to; then nothing changed. */
  change(changes: Partial<LogSettings>): void {
    this.#write();
    const settings = { ...this.#settings, ...changes };
    try {
      makeFolder(settings.folder);
    } catch (cause) {
      throw new MailError('server.badSetting', { retry: 'afterUser', cause, data: { name: 'folder' } });
    }
    keepLogSettings(this.#options.store, settings);
    this.#settings = settings;
    this.#open = openFiles(settings);
    this.#problem = '';
  }

  /** Newest first. */
  search(protocol: Protocol, { contains = '', session, limit = 200 }: LogSearch = {}): LogLine[] {
    this.#write();
    const wanted = contains.toLowerCase();
    const found: LogLine[] = [];
    for (const text of this.#open[protocol].file.lines()) {
      if (!text.toLowerCase().includes(wanted)) continue;
      const line = readLogLine(text);
      if (!line || (session !== undefined && line.session !== session)) continue;
      found.push(line);
      if (found.length >= limit) break;
    }
    return found;
  }

  clear(protocol: Protocol): void {
    this.#write();
    this.#open[protocol].file.clear();
  }

  /** Runs for each line that is logged, when it is said. */
  onLine(listener: (said: { readonly protocol: Protocol; readonly line: LogLine }) => void): Disposable {
    return this.#lines.on(listener);
  }

  dispose(): void {
    this.#resources.dispose();
    this.#write();
    this.#lines.dispose();
  }

  #take({ session, at, by, text }: SessionLine): void {
    const { id, protocol, remoteAddress, user } = session;
    const level = this.#settings.levels[protocol];
    if (level === 'off' || (level === 'notes' && by !== 'note')) return;
    const line = { at, session: id, by, remoteAddress, user, text };
    const open = this.#open[protocol];
    const written = writeLogLine(line);
    open.waiting.push(written);
    open.waitingBytes += written.length;
    if (open.waitingBytes >= writeAtBytes) this.#write();
    else this.#timer ??= this.#options.clock.after(writeGapMs, () => this.#write());
    this.#lines.emit({ protocol, line });
  }

  #write(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    for (const open of Object.values(this.#open)) {
      if (open.waiting.length === 0) continue;
      const text = `${open.waiting.join('\n')}\n`;
      open.waiting = [];
      open.waitingBytes = 0;
      this.#append(open.file, text);
    }
  }

  /** A disk that is full stops no mail: the log has a gap, and says why. */
  #append(file: RotatingFile, text: string): void {
    try {
      file.append(text);
      this.#problem = '';
    } catch (error) {
      if (this.#problem === '') this.#options.log.error('logs.notWritten', { error });
      this.#problem = messageOf(error);
    }
  }

  #makeFolder(): void {
    try {
      makeFolder(this.#settings.folder);
    } catch (error) {
      this.#options.log.error('logs.noFolder', { error });
      this.#problem = messageOf(error);
    }
  }
}

function openFiles({ folder, maxBytes, keepFiles }: LogSettings): { readonly [protocol in Protocol]: Open } {
  const open = (protocol: Protocol): Open => ({
    file: new RotatingFile({ base: join(folder, protocol), maxBytes, keepFiles }),
    waiting: [],
    waitingBytes: 0,
  });
  return { smtp: open('smtp'), imap: open('imap'), pop3: open('pop3') };
}
