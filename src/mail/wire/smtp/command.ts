/** A command line (RFC 5321 §4.1.1): its verb in upper case, and the rest as it came but for blanks at the end (§4.1.1, last paragraph). */
export interface CommandLine {
  readonly verb: string;
  readonly argument: string;
}

export function readCommand(line: string): CommandLine {
  const blank = line.indexOf(' ');
  if (blank < 0) return { verb: line.toUpperCase(), argument: '' };
  return { verb: line.slice(0, blank).toUpperCase(), argument: line.slice(blank + 1).trimEnd() };
}
