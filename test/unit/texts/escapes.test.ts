import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { isNode, type Node, parseSource, readSources, type SourceFile } from '../tidy/source.ts';

const folders = /^(host|commands|views|drafts|webview|app\.ts)/;
/** Properties whose value a person reads. */
const shownProperties = new Set([
  'title',
  'label',
  'placeHolder',
  'placeholder',
  'prompt',
  'detail',
  'description',
  'tooltip',
  'message',
  'text',
  'name',
  'textContent',
  'innerText',
  'ariaLabel',
]);
/** Functions whose first argument a person reads. */
const shownArguments =
  /^(showInformationMessage|showWarningMessage|showErrorMessage|setStatusBarMessage|info|warn|status|undoable|progress|appendText|TreeItem)$/;
/** Objects with methods of those names that speak to nobody: the log. */
const silentObjects = /^(log|logger|console)$/;

/** A literal that a person would read: two letters in a row, with a space or a capital. Names of icons and classes are not. */
function isProse(text: string): boolean {
  return /\p{L}{2}/u.test(text) && (/\p{L} \p{L}/u.test(text) || /^[\p{Lu}\p{Script=Han}]/u.test(text));
}

describe('M01 no sentence escapes the texts', () => {
  let files: readonly SourceFile[];
  before(() => {
    files = readSources().filter(({ path }) => folders.test(path));
  });

  test('what is shown comes from src/texts', () => {
    assert.deepEqual(files.flatMap(escaped), []);
  });

  test('a literal is seen wherever it would be shown; names of icons and commands are not', () => {
    const seen = (text: string) => escaped(parseSource('views/x.ts', text)).length;
    for (const text of [
      "window.showInformationMessage('Mail sent')",
      "notify.info('Saved')",
      'item.tooltip = `Unread mail`',
      "ask.text({ title: 'Your name' })",
      "new TreeItem('收件箱')",
      "element.textContent = 'Show once'",
    ]) {
      assert.equal(seen(text), 1, text);
    }
    for (const text of [
      "log.info('engine.lost')",
      "choice({ label: t(texts.a), icon: 'inbox' })",
      "item.description = ''",
    ]) {
      assert.equal(seen(text), 0, text);
    }
  });
});

function escaped(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const check = (value: unknown) => {
    const text = literalText(value);
    if (text !== undefined && isProse(text) && !ownNames.has(text) && isNode(value)) {
      found.push(`${file.path}:${file.line(value.start)} “${text}”: put it into src/texts`);
    }
  };
  for (const node of file.nodes) {
    if (node.type === 'Property' && isNode(node['key']) && shownProperties.has(String(node['key']['name'])))
      check(node['value']);
    if (node.type === 'AssignmentExpression' && isNode(node['left'])) {
      const property = node['left']['property'];
      if (isNode(property) && shownProperties.has(String(property['name']))) check(node['right']);
    }
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    const { callee } = node;
    if (isNode(callee) && isShown(callee) && Array.isArray(node['arguments'])) check(node['arguments'][0]);
  }
  return found;
}

/** The product's own name is the same in every language. */
const ownNames: ReadonlySet<string> = new Set(['Mailroom']);

function isShown(callee: Node): boolean {
  if (callee.type === 'Identifier') return shownArguments.test(String(callee['name']));
  const { object, property } = callee;
  if (callee.type !== 'MemberExpression' || !isNode(property)) return false;
  if (
    isNode(object) &&
    silentObjects.test(String(object['name'] ?? (isNode(object['property']) ? object['property']['name'] : '')))
  )
    return false;
  return shownArguments.test(String(property['name']));
}

function literalText(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal' && typeof value['value'] === 'string') return value['value'];
  if (value.type === 'TemplateLiteral' && Array.isArray(value['quasis'])) {
    return value['quasis']
      .map((part) => (isNode(part) && isNode(part['value']) === false ? cooked(part['value']) : ''))
      .join('');
  }
  return undefined;
}

function cooked(value: unknown): string {
  return typeof value === 'object' && value !== null && 'cooked' in value ? String(value.cooked) : '';
}
