/** Files of the tests that failed, each once, as node's `spec` reporter tells them: `test at FILE:LINE:COLUMN`. */
export function failedFiles(output: string): string[] {
  const found = output.matchAll(/^test at (.+?\.test\.ts):\d+:\d+$/gm);
  return [...new Set([...found].map(([, file = '']) => file))];
}
