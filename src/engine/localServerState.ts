/** What the profile remembers of its local server: ports, so that accounts made with them last, and whether it shall run. */
import { join } from 'node:path';
import { fromUtf8, utf8 } from '../base/bytes.ts';
import { boolean, count, object, optional } from '../protocol/schema.ts';
import { readWhole, writeDurably } from './files.ts';
import { serverStateFileMaxBytes } from './limits.ts';
import type { Profile } from './profile.ts';

export interface LocalServerState {
  readonly smtp: number;
  readonly imap: number;
  readonly pop3: number;
  /** The gateway for text messages. */
  readonly sms: number;
  readonly sandbox: boolean;
  /** A person started it and did not stop it since: it starts again with the engine. */
  readonly wanted: boolean;
}

const shape = object({
  smtp: count,
  imap: count,
  pop3: optional(count),
  sms: optional(count),
  sandbox: boolean,
  wanted: boolean,
});

/** Before the first start, and when the file was changed by somebody: any free port, and not wanted. */
export const nothingRemembered: LocalServerState = { smtp: 0, imap: 0, pop3: 0, sms: 0, sandbox: false, wanted: false };

export async function readServerState(profile: Profile): Promise<LocalServerState> {
  try {
    const read = shape.parse(JSON.parse(fromUtf8(await readWhole(stateFile(profile), serverStateFileMaxBytes))));
    return { ...read, pop3: read.pop3 ?? 0, sms: read.sms ?? 0 }; // They came with later versions.
  } catch {
    return nothingRemembered; // No file yet, or none of ours.
  }
}

export async function writeServerState(profile: Profile, state: LocalServerState): Promise<void> {
  await writeDurably(stateFile(profile), [utf8(JSON.stringify(state))]);
}

function stateFile({ folder }: Profile): string {
  return join(folder, 'local-server.json');
}
