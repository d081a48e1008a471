/** axe-core in a webview's frame. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Frame } from 'playwright-core';

/**
 * Runs axe on the frame's document and returns one line per violation: rule, what it means, where. The content security
 * policy of our pages does not stop it, because the source comes in through the debugger and not through the page.
 */
export async function axeViolations(frame: Frame, withoutRules: readonly string[] = []): Promise<string[]> {
  await frame.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const rules = Object.fromEntries(withoutRules.map((id) => [id, { enabled: false }]));
  const results: AxeResults = await frame.evaluate(`axe.run(document, ${JSON.stringify({ rules })})`);
  return results.violations.map(
    ({ id, help, nodes }) => `${id}: ${help} at ${nodes.map((node) => node.target.join(' ')).join(' | ')}`,
  );
}
