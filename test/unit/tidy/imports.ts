import { posix } from 'node:path';
import type { SourceFile } from './source.ts';

/** Which folders a folder may import from (conventions, 2.2). `mail/*` are folders of their own. */
const directions: { readonly [area: string]: readonly string[] } = {
  base: [],
  texts: ['base'],
  protocol: ['base'],
  engineClient: ['base', 'protocol'],
  cli: ['base', 'protocol', 'engineClient', 'texts'],
  server: ['base', 'mail', 'texts'],
  engine: ['base', 'protocol', 'mail'],
  host: ['base', 'protocol', 'engineClient', 'texts', 'vscode'],
  views: ['base', 'protocol', 'host', 'texts', 'vscode'],
  drafts: ['base', 'protocol', 'host', 'texts', 'vscode'],
  commands: ['base', 'protocol', 'host', 'views', 'drafts', 'texts', 'vscode'],
  webview: ['base', 'protocol', 'texts'],
  extension: ['app', 'doorbell', 'host', 'vscode'],
  doorbell: ['base', 'vscode'],
  app: ['base', 'doorbell', 'protocol', 'host', 'commands', 'views', 'drafts', 'texts', 'vscode'],
};
const mailDirections: { readonly [area: string]: readonly string[] } = {
  'mail/mime': ['base'],
  'mail/wire': ['base', 'mail/mime'],
  'mail/guard': ['base', 'mail/mime', 'mail/zip'],
};
const otherMail = ['base', 'mail/mime', 'mail/wire', 'mail/net'];

export function areaOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first === 'mail' && second !== '') return `mail/${second}`;
  return first.replace(/\.ts$/, '');
}

export function resolved({ path }: SourceFile, from: string): string | undefined {
  return from.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), from)) : undefined;
}

/** Imports that go against the directions, as sentences. */
export function wrongDirections(file: SourceFile): readonly string[] {
  const area = areaOf(file.path);
  const allowed = new Set(directions[area] ?? mailDirections[area] ?? otherMail);
  if (area === 'engine' && file.path.startsWith('engine/compose/')) allowed.add('texts');
  const wrong: string[] = [];
  for (const { from } of file.imports) {
    const target = resolved(file, from);
    if (target === undefined && from !== 'vscode') continue;
    const to = target === undefined ? from : areaOf(target);
    const fine = to === area || allowed.has(to) || (to.startsWith('mail/') && allowed.has('mail'));
    if (!fine) wrong.push(`${file.path} imports ${from}: ${area} may import ${[...allowed].join(', ') || 'nothing'}`);
  }
  return wrong;
}

/** One import cycle, as the chain of files, for each that there is. */
export function cycles(files: readonly SourceFile[]): readonly string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: SourceFile, chain: readonly string[]): void => {
    const at = chain.indexOf(file.path);
    if (at >= 0) {
      found.push([...chain.slice(at), file.path].join(' → '));
      return;
    }
    if (done.has(file.path)) return;
    for (const { from } of file.imports) {
      const next = byPath.get(resolved(file, from) ?? '');
      if (next) visit(next, [...chain, file.path]);
    }
    done.add(file.path);
  };
  for (const file of files) visit(file, []);
  return found;
}
