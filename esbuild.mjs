import { copyFile, mkdir, readFile, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { writeNotices } from './scripts/notices.ts';

// Builds every bundle: node esbuild.mjs [--production]
const production = process.argv.includes('--production');
const { version } = JSON.parse(await readFile('package.json', 'utf8'));

/** @type {import('esbuild').BuildOptions} */
const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  metafile: true,
  define: { __VERSION__: JSON.stringify(version) },
  outdir: 'dist',
};

/** imapflow makes a logger of pino unless it is given one. It is, so nothing of pino need be shipped. */
const withoutPino = {
  name: 'without-pino',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^pino$/ }, () => ({ path: 'pino', namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: 'export default undefined' }));
  },
};

/** Mermaid's file is made for a `<script>` and leaves itself with the page; as a module it hands itself out. */
const mermaidAsModule = {
  name: 'mermaid-as-module',
  setup: ({ onLoad }) =>
    onLoad({ filter: /@mermaid-js[\\/]tiny[\\/]dist[\\/]mermaid\.tiny\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const left = 'globalThis["mermaid"] = globalThis.__esbuild_esm_mermaid_nm["mermaid"].default;';
      if (!source.includes(left)) throw new Error(`${path} is not as it was: look again at what it exports`);
      return { contents: source.replace(left, 'module.exports = __esbuild_esm_mermaid_nm["mermaid"].default;') };
    }),
};

/** What extension.ts imports when it is needed is a bundle of its own: until then VS Code reads a few kilobytes. */
const appApart = {
  name: 'app-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/app\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './app.cjs', external: true } : undefined,
    ),
};

/** Node programs are CommonJS: their libraries are, and VS Code loads the extension by require. */
const node = (target, entryPoints, { external = [], plugins = [] } = {}) =>
  build({
    ...common,
    platform: 'node',
    format: 'cjs',
    target,
    outExtension: { '.js': '.cjs' },
    external,
    // VS Code hands its own API out by require, so that is how bundles find each other.
    supported: { 'dynamic-import': false },
    plugins: [withoutPino, ...plugins],
    entryPoints,
  });

if (production) await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
const entries = [
  node('node24', [{ in: 'src/extension.ts', out: 'extension' }], { external: ['vscode'], plugins: [appApart] }),
  node('node24', [{ in: 'src/app.ts', out: 'app' }], { external: ['vscode'] }),
  node('node24', [
    { in: 'src/engine/main.ts', out: 'engine' },
    { in: 'src/engine/worker/main.ts', out: 'worker' },
  ]),
  node('node24', [{ in: 'src/server/main.ts', out: 'server' }]),
  node('node24', [{ in: 'src/cli/main.ts', out: 'cli' }]),
  build({
    ...common,
    platform: 'browser',
    format: 'iife',
    target: 'chrome130',
    loader: { '.ttf': 'dataurl', '.css': 'text' },
    entryPoints: [
      { in: 'src/webview/reader.ts', out: 'webview/reader' },
      { in: 'src/webview/preview.ts', out: 'webview/preview' },
      { in: 'src/webview/compose.ts', out: 'webview/compose' },
      { in: 'src/webview/admin.ts', out: 'webview/admin' },
    ],
  }),
  // The administration's page is no webview: a server hands its style sheet out as a file.
  build({
    ...common,
    platform: 'browser',
    target: 'chrome130',
    entryPoints: [{ in: 'src/webview/admin.css', out: 'webview/admin' }],
  }),
  // Loaded by the preview's page when a draft holds what they draw: modules, which a page can import.
  build({
    ...common,
    platform: 'browser',
    format: 'esm',
    target: 'chrome130',
    loader: { '.woff2': 'dataurl', '.css': 'text' },
    plugins: [mermaidAsModule],
    entryPoints: [
      { in: 'src/webview/drawDiagram.ts', out: 'webview/drawDiagram' },
      { in: 'src/webview/drawFormula.ts', out: 'webview/drawFormula' },
    ],
  }),
];
const results = await Promise.all(entries);
if (production)
  writeNotices(
    results.map(({ metafile }) => metafile),
    'dist',
  );
await copyFile('src/cli/launcher.mjs', 'dist/mailroom.js');
