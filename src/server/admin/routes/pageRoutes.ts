import { join } from 'node:path';
import { MailError } from '../../../base/errors.ts';
import { readIfThere } from '../../files.ts';
import { type Answer, type Route, rawRoute } from '../route.ts';
import { nothing } from '../shape.ts';

/** Where the page's files lie: the bundles (`webview/admin.js`), and beside them `l10n`. */
export interface PageFiles {
  readonly bundles: string;
  readonly sentences: string;
}

const document = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailroom</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page/admin.css">
<script src="/page/admin.js" defer></script>
</head>
<body></body>
</html>
`;

/** The page itself: the same for everybody, so that whoever is not signed in can sign in there. */
export function pageRoutes({ bundles, sentences }: PageFiles): readonly Route[] {
  const file = (path: string, type: string) => (): Answer => {
    const bytes = readIfThere(path);
    if (bytes === undefined) throw new MailError('server.noSuchThing');
    return { body: { type, bytes } };
  };
  return [
    pageRoute('/', 'page.show', () => ({ body: { type: 'text/html; charset=utf-8', bytes: document } })),
    pageRoute('/page/admin.js', 'page.script', file(join(bundles, 'admin.js'), 'text/javascript; charset=utf-8')),
    pageRoute('/page/admin.css', 'page.style', file(join(bundles, 'admin.css'), 'text/css; charset=utf-8')),
    pageRoute(
      '/page/zh-cn.json',
      'page.sentences',
      file(join(sentences, 'bundle.l10n.zh-cn.json'), 'application/json; charset=utf-8'),
    ),
  ];
}

function pageRoute(path: string, id: string, answer: () => Answer): Route {
  return rawRoute(
    ['GET', path],
    {
      id,
      summary: 'A file of the page.',
      needs: 'anyone',
      params: nothing,
      query: nothing,
      body: nothing,
      gives: 'file',
      result: { type: 'string' },
    },
    answer,
  );
}
