import type { CallOptions, EngineCaller } from '../host/engineConnection.ts';
import { draftMaxChars } from '../protocol/limits.ts';
import type { ResultOf } from '../protocol/method.ts';
import { draftCheck } from '../protocol/methods/draftCheck.ts';

/** What the engine says of a draft. Of one that is longer than it takes, such as a whole web page pasted, that alone is said. */
export async function checkText(
  engine: Pick<EngineCaller, 'call'>,
  text: string,
  options: CallOptions = {},
): Promise<ResultOf<typeof draftCheck>> {
  if (text.length <= draftMaxChars) return engine.call(draftCheck, { text }, options);
  const line = { startLine: 0, startColumn: 0, endLine: 0, endColumn: 3 };
  const tooLarge = { code: 'draft.tooLarge', severity: 'error', range: line, data: {}, fixes: [] } as const;
  return { diagnostics: [tooLarge], attach: [], images: [], drawings: [], recipients: [] };
}
