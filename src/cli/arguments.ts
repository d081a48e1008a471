import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { MailError, messageOf } from '../base/errors.ts';

/** An option that takes a word. */
export const text = { type: 'string' } as const;
/** An option that is there or not. */
export const flag = { type: 'boolean' } as const;

/** Reads a verb's arguments. Throws `cli.usage` for an unknown option or a wrong number of words. */
export function readArguments<const O extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: O,
  words: { readonly min?: number; readonly max?: number } = {},
) {
  const { min = 0, max = min } = words;
  const { values, positionals } = parse(args, options);
  if (positionals.length < min || positionals.length > max) throw misuse(`${positionals.length} words`);
  return { options: values, positionals };
}

/** A whole number given as an option. Throws `cli.usage`. */
export function readCount(word: string | undefined, otherwise: number): number {
  if (word === undefined) return otherwise;
  const value = Number(word);
  if (!Number.isSafeInteger(value) || value < 0) throw misuse(word);
  return value;
}

export function misuse(detail: string): MailError {
  return new MailError('cli.usage', { data: { detail } });
}

function parse<const O extends ParseArgsOptionsConfig>(args: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw misuse(messageOf(error));
  }
}
