import { isNode, type Node, type SourceFile } from './source.ts';

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

export function longFunctions(file: SourceFile, maxLines: number): readonly string[] {
  return file.nodes
    .filter(({ type }) => functionTypes.has(type))
    .map((node) => ({ node, lines: file.line(node.end) - file.line(node.start) + 1 }))
    .filter(({ lines }) => lines > maxLines)
    .map(
      ({ node, lines }) =>
        `${file.path}:${file.line(node.start)} a function of ${lines} lines; the limit is ${maxLines}`,
    );
}

/** `let` at the top, `static instance`, exported mutable state. */
export function moduleState(file: SourceFile): readonly string[] {
  const found: string[] = [];
  for (const node of file.body) {
    const declaration =
      node.type === 'ExportNamedDeclaration' && isNode(node['declaration']) ? node['declaration'] : node;
    if (declaration.type === 'VariableDeclaration' && declaration['kind'] !== 'const') {
      found.push(
        `${file.path}:${file.line(node.start)} a variable of the module: pass state in, construct in app.ts or main.ts`,
      );
    }
  }
  for (const node of file.nodes) {
    const { key } = node;
    if (node.type !== 'PropertyDefinition' || node['static'] !== true || !isNode(key)) continue;
    if (/instance/i.test(String(key['name'])))
      found.push(`${file.path}:${file.line(node.start)} a singleton: construct in app.ts or main.ts`);
  }
  return found;
}

export function defaultExports(file: SourceFile): readonly string[] {
  return file.body
    .filter(({ type }) => type === 'ExportDefaultDeclaration')
    .map((node) => `${file.path}:${file.line(node.start)} a default export: export by name`);
}

/** Files that only hand on what others export. */
export function isBarrel(file: SourceFile): boolean {
  return file.body.length > 0 && file.body.every((node) => node.type === 'ExportAllDeclaration' || handsOn(node));
}

function handsOn(node: Node): boolean {
  return node.type === 'ExportNamedDeclaration' && isNode(node['source']);
}

/** `x as T` other than `as const`. */
export function casts(file: SourceFile): readonly string[] {
  return file.nodes
    .filter((node) => node.type === 'TSAsExpression' && !isConst(node['typeAnnotation']))
    .map((node) => `${file.path}:${file.line(node.start)} "as": parse at the door instead (conventions, rule 14)`);
}

export function anysAndBangs(file: SourceFile): readonly string[] {
  return file.nodes
    .filter(({ type }) => type === 'TSAnyKeyword' || type === 'TSNonNullExpression')
    .map(
      (node) =>
        `${file.path}:${file.line(node.start)} ${node.type === 'TSAnyKeyword' ? '"any"' : '"!"'}: parse at the door instead`,
    );
}

function isConst(annotation: unknown): boolean {
  if (!isNode(annotation) || annotation.type !== 'TSTypeReference') return false;
  const { typeName } = annotation;
  return isNode(typeName) && typeName['name'] === 'const';
}

/** A catch that does nothing must say why; so must one on a promise. */
export function silentCatches(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const explained = (node: Node) => {
    const line = file.line(node.end);
    return file.comments.some(
      ({ start, end }) => (start >= node.start && end <= node.end) || file.line(start) === line,
    );
  };
  for (const node of file.nodes) {
    const { body } = node;
    if (node.type !== 'CatchClause' || !isNode(body) || !Array.isArray(body['body'])) continue;
    if (body['body'].length === 0 && !explained(body))
      found.push(`${file.path}:${file.line(node.start)} an empty catch without its reason`);
  }
  for (const node of file.nodes) {
    const callee = node['callee'];
    const given = Array.isArray(node['arguments']) ? node['arguments'][0] : undefined;
    if (node.type !== 'CallExpression' || !isNode(callee) || !isNode(given) || !isNode(callee['property'])) continue;
    if (callee['property']['name'] !== 'catch' || !isNode(given['body'])) continue;
    const inner = given['body']['body'];
    if (Array.isArray(inner) && inner.length === 0 && !explained(node)) {
      found.push(`${file.path}:${file.line(node.end)} a silent .catch without its reason`);
    }
  }
  return found;
}

export function looseTodos(file: SourceFile): readonly string[] {
  return file.comments
    .filter(({ value }) => /\b(TODO|FIXME|XXX|HACK)\b/.test(value) && !/#\d+/.test(value))
    .map(({ start }) => `${file.path}:${file.line(start)} a TODO needs the number of an issue`);
}
