import { pagePolicy } from '../protocol/views/pagePolicy.ts';

export interface WebviewPage {
  /** The id of the element that the script fills. */
  readonly main: 'reader' | 'compose';
  readonly nonce: string;
  /** The address of the bundled script. */
  readonly script: string;
  /** BCP 47. */
  readonly language: string;
}

/** The page of a webview: an empty body that its script fills. */
export function webviewPage({ main, nonce, script, language }: WebviewPage): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(pagePolicy(nonce))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
</head>
<body>
<main id="${main}" tabindex="-1"></main>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
