/** True for a text that `git am` or `patch` is to read: a space more or less in it would break it. */
export function holdsPatch(text: string): boolean {
  return /^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@/m.test(text) && /^(?:diff --git |--- \S)/m.test(text);
}
