import { fencedCode } from './fencedCode.ts';

/** Lines of a terminal that a mail shows; of a longer text the last ones, where what happened stands. */
export const terminalLinesMax = 2_000;

/** What a terminal wrote, as a block of code. `leftOut`: lines at its beginning that are not in it. */
export function terminalBody(text: string): { readonly body: string; readonly leftOut: number } {
  const lines = withoutEscapes(text)
    .split(/\r\n|\r|\n/)
    .map((line) => line.trimEnd());
  const shown = lines.slice(-terminalLinesMax);
  return { body: `\n\n${fencedCode(shown.join('\n'))}`, leftOut: lines.length - shown.length };
}

/** Colours and other sequences of ECMA-48 (CSI, OSC) out of a text, and what else no mail may hold. */
export function withoutEscapes(text: string): string {
  return text
    .replace(/\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g, '')
    .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '')
    .replace(/\u001b[@-Z\\-_]/g, '')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}
