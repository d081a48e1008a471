import { composePolicy } from '../protocol/views/compose.ts';

/** The compose panel's page: an empty body that its script fills. `script`: its address; `language`: BCP 47. */
export function composePage({ nonce, script, language }: { nonce: string; script: string; language: string }): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(composePolicy(nonce))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title></title>
</head>
<body>
<main id="compose"></main>
<script nonce="${attribute(nonce)}" src="${attribute(script)}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
