import { writeAppend } from './appendCommand.ts';
import type { Command } from './command.ts';
import { writeFetchAttributes } from './fetch.ts';
import { writeFlagList } from './flags.ts';
import { writeList, writeLsub } from './listCommand.ts';
import { writeMailbox } from './mailboxName.ts';
import { writeMessageSet } from './messageSet.ts';
import { writeSearch } from './searchCommand.ts';
import { writeSelect } from './selectCommand.ts';
import type { Writer } from './writer.ts';

/** Writes what `readCommand` reads, without tag and CRLF. */
export function writeCommand(writer: Writer, command: Command): void {
  writer.raw('uid' in command && command.uid ? `UID ${command.name}` : command.name);
  switch (command.name) {
    case 'SELECT':
    case 'EXAMINE':
      writeSelect(writer, command);
      return;
    case 'LIST':
      writeList(writer, command);
      return;
    case 'LSUB':
      writeLsub(writer, command);
      return;
    case 'APPEND':
      writeAppend(writer, command);
      return;
    case 'SEARCH':
    case 'SORT':
    case 'THREAD':
      writeSearch(writer, command);
      return;
    case 'FETCH':
    case 'STORE':
    case 'COPY':
    case 'MOVE':
    case 'UID EXPUNGE':
      writeMessageCommand(writer, command);
      return;
    default:
      writeArguments(writer, command);
  }
}

function writeArguments(writer: Writer, command: Command): void {
  switch (command.name) {
    case 'CREATE':
      writeMailbox(writer.raw(' '), command.mailbox);
      if (command.specialUse.length > 0) writer.raw(` (USE (${command.specialUse.join(' ')}))`);
      return;
    case 'RENAME':
      writeMailbox(writer.raw(' '), command.mailbox);
      writeMailbox(writer.raw(' '), command.to);
      return;
    case 'ID':
      if (!command.fields) writer.raw(' NIL');
      else writer.raw(' ').list(command.fields, (field) => writer.nstring(field));
      return;
    case 'LOGIN':
      writer.raw(' ').astring(command.user).raw(' ').astring(command.password);
      return;
    case 'AUTHENTICATE':
      writer.raw(` ${command.mechanism}${command.initial === null ? '' : ` ${command.initial}`}`);
      return;
    case 'ENABLE':
      writer.raw(` ${command.capabilities.join(' ')}`);
      return;
    case 'COMPRESS':
      writer.raw(` ${command.mechanism}`);
      return;
    case 'GETQUOTA':
      writer.raw(' ').astring(command.root);
      return;
    case 'STATUS':
      writeMailbox(writer.raw(' '), command.mailbox);
      writer.raw(` (${command.items.join(' ')})`);
      return;
    default:
      if ('mailbox' in command) writeMailbox(writer.raw(' '), command.mailbox);
  }
}

function writeMessageCommand(
  writer: Writer,
  command: Extract<Command, { name: 'FETCH' | 'STORE' | 'COPY' | 'MOVE' | 'UID EXPUNGE' }>,
): void {
  writer.raw(` ${writeMessageSet(command.set)}`);
  if (command.name === 'FETCH') {
    writeFetchAttributes(writer.raw(' '), command.attributes);
    const since = command.changedSince === null ? [] : [`CHANGEDSINCE ${command.changedSince}`];
    const modifiers = [...since, ...(command.vanished ? ['VANISHED'] : [])];
    if (modifiers.length > 0) writer.raw(` (${modifiers.join(' ')})`);
  } else if (command.name === 'STORE') {
    if (command.unchangedSince !== null) writer.raw(` (UNCHANGEDSINCE ${command.unchangedSince})`);
    const sign = command.mode === 'add' ? '+' : command.mode === 'remove' ? '-' : '';
    writer.raw(` ${sign}FLAGS${command.silent ? '.SILENT' : ''} ${writeFlagList(command.flags)}`);
  } else if ('mailbox' in command) writeMailbox(writer.raw(' '), command.mailbox);
}
