import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';
import { projectRoot } from '../../support/projectRoot.ts';

/** A node of the syntax tree, read by name: the rules look at shapes that every parser of the language gives. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Import {
  readonly from: string;
  /** The names taken; `*` for all. */
  readonly names: readonly string[];
  readonly isType: boolean;
}

export interface SourceFile {
  /** Relative to `src`, with slashes: `mail/imap/move.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[];
  readonly body: readonly Node[];
  /** Every node, parents before children. */
  readonly nodes: readonly Node[];
  line(offset: number): number;
}

/** All modules under `src`, parsed once. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map(readSource);
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function readSource(path: string): SourceFile {
  return parseSource(path, readFileSync(join(projectRoot, 'src', path), 'utf8'));
}

/** One module. `path` as in {@link SourceFile}. */
export function parseSource(path: string, text: string): SourceFile {
  const parsed = parseSync(path, text);
  const nodes: Node[] = [];
  walk(parsed.program, nodes);
  const imports: Import[] = [];
  for (const { moduleRequest, entries } of parsed.module.staticImports) {
    const names = entries.map(({ importName }) => importName.name ?? '*');
    imports.push({
      from: moduleRequest.value,
      names,
      isType: entries.length > 0 && entries.every(({ isType }) => isType),
    });
  }
  for (const { entries } of parsed.module.staticExports) {
    for (const { moduleRequest, isType } of entries)
      if (moduleRequest) imports.push({ from: moduleRequest.value, names: [], isType });
  }
  for (const node of nodes) {
    const { source } = node;
    if (node.type !== 'ImportExpression' || !isNode(source) || typeof source['value'] !== 'string') continue;
    imports.push({ from: source['value'], names: ['*'], isType: false });
  }
  const body = nodes[0]?.['body'];
  const line = (offset: number) => text.slice(0, offset).split('\n').length;
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    imports,
    comments: parsed.comments,
    body: nodesOf(body),
    nodes,
    line,
  };
}

function nodesOf(value: unknown): readonly Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function walk(value: unknown, into: Node[]): void {
  if (Array.isArray(value)) {
    for (const part of value) walk(part, into);
  } else if (isNode(value)) {
    into.push(value);
    for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) walk(part, into);
  }
}
