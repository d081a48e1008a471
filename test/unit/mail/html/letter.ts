import { readMarkdown } from '../../../../src/mail/html/markdown.ts';
import { markdownToHtml } from '../../../../src/mail/html/markdownHtml.ts';
import { rulesOf } from '../../../../src/mail/html/styleRules.ts';
import { themes } from '../../../../src/mail/html/themes.ts';

/** A letter with everything that one may write. */
export const letter = `# Report

Hi **Zhang**, see [the page](https://example.test/a?b=1&c=2) or https://example.test/plain
second line, ~~gone~~ and a note[^why].

## Lists
- one
- two \`code\`
  - [ ] open
  - [x] done

3. third

   with a paragraph

> quoted _words_
> > deeper

| name | count | mid |
| :--- | ----: | :-: |
| 张伟 |     1 |  x  |
| b    | 22222 | y   |

\`\`\`ts
const x: number = a < b && 'c'; // why
\`\`\`

![a picture](pics/shot%201.png "Shot") ![gone](gone.png) ![remote](https://example.test/r.png)

<div align="center">

in the *middle*

</div>

<p style="text-align:right">right <u>under</u> <mark>marked</mark> <span style="color:#c00;font-size:18px">red</span> <img src="logo.png" width="120" alt="logo"></p>

<script>alert(1)</script> and List<String> & more

---

[^why]: Because.

Regards
-- 
Ann
`;

/** As it would leave: `pics/shot 1.png` and `logo.png` go along, no other file does. */
export function asHtml(text: string, theme = 'plain'): string {
  const parts: { readonly [path: string]: string } = { 'pics/shot 1.png': 'cid:p1@x', 'logo.png': 'cid:p2@x' };
  return markdownToHtml(readMarkdown(text), { rules: rulesOf(themes[theme] ?? {}), imageUrl: (path) => parts[path] });
}
