/** A message as neomutt reads it, driven by its keys: what it shows, and every part that it saves under its own name for it. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './childProcess.ts';
import { tempFolder } from './tempFolder.ts';

export interface NeomuttMessage {
  /** Header and text as it shows them, decoded to UTF-8. */
  readonly shown: string;
  /** The rows of its list of parts, depth first, containers too. */
  readonly parts: readonly NeomuttPart[];
}

export interface NeomuttPart {
  /** As it lists it: `image/png`. */
  readonly contentType: string;
  /** What it offers to save the part as; empty where the part has no name. */
  readonly name: string;
  /** Its content, decoded. */
  readonly bytes: Buffer;
}

/** Behind each name that a part is saved as, because some have none. */
const ending = '.part';

/** Throws where neomutt does not read it, with its screen. */
export async function readByNeomutt(bytes: Uint8Array): Promise<NeomuttMessage> {
  await using folder = await tempFolder('neomutt');
  const path = (...names: readonly string[]) => join(folder.path, ...names);
  await writeFile(path('mbox'), Buffer.concat([Buffer.from('From x Mon Jan  5 09:30:00 2026\n'), withLf(bytes)]));
  const screen = await pressKeys(folder.path, [`|cat > ${path('shown')}\\n`, 'v']);
  const types = [...screen.matchAll(/@\d+@([\w-]+\/[\w.+-]+)@/g)].map(([, type = '']) => type);
  if (types.length === 0) throw new Error(`neomutt listed no parts\n${screen}`);
  // A container can't be saved. The name stands in the line already: a folder goes before it, an end behind it.
  const leaves = types.flatMap((type, row) => (type.startsWith('multipart/') ? [] : [row]));
  await Promise.all(leaves.map((row) => mkdir(path(`row${row}`))));
  const save = (row: number) =>
    `v${'<next-entry>'.repeat(row)}<save-entry><bol>${path(`row${row}`)}/<eol>${ending}\\n<exit>`;
  await pressKeys(folder.path, leaves.map(save));
  const parts = types.map(async (contentType, row) => {
    const [file] = leaves.includes(row) ? await readdir(path(`row${row}`)) : [];
    if (file === undefined) return { contentType, name: '', bytes: Buffer.alloc(0) };
    return { contentType, name: file.slice(0, -ending.length), bytes: await readFile(path(`row${row}`, file)) };
  });
  return { shown: await readFile(path('shown'), 'utf8'), parts: await Promise.all(parts) };
}

/** Runs neomutt on `folder`/mbox, read-only, with these keys; the screen as it was drawn. */
async function pressKeys(folder: string, keys: readonly string[]): Promise<string> {
  const rc = [
    ...['record', 'postponed', 'header_cache'].map((name) => `set ${name}=""`),
    `set folder="${folder}" attach_format="@%n@%m/%M@"`,
    'set pipe_decode=yes wait_key=no charset=utf-8 quit=yes resolve=no',
    'alternative_order text/plain',
    `push "${keys.join('')}"`,
  ];
  await writeFile(join(folder, 'rc'), `${rc.join('\n')}\n`);
  // Without a terminal neomutt takes itself for sendmail: script (always there on Debian) gives it one.
  const neomutt = `neomutt -n -F ${join(folder, 'rc')} -R -f ${join(folder, 'mbox')}`;
  const { code, stdout } = await run('script', ['-qec', `stty rows 40 cols 160; ${neomutt}`, '/dev/null'], {
    cwd: folder,
    input: 'qqq', // It draws its screen only once it has nothing more to do, and ends then.
    env: { ...process.env, HOME: folder, TERM: 'vt100', LC_ALL: 'C.UTF-8' },
    timeoutMs: 30_000,
  });
  if (code !== 0) throw new Error(`neomutt ended with ${code}\n${stdout}`);
  return stdout;
}

/** An mbox has the line ends of its machine; CR LF inside base64 or quoted-printable is not touched. */
function withLf(bytes: Uint8Array): Buffer {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
}
