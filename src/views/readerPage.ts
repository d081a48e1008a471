import { readerPolicy } from '../protocol/views/reader.ts';

/** The reader's page: an empty body that its script fills. `script`: the address of the bundled script; `language`: BCP 47. */
export function readerPage({ nonce, script, language }: { nonce: string; script: string; language: string }): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(readerPolicy(nonce))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
</head>
<body>
<main id="reader" tabindex="-1"></main>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
