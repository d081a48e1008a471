import {
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  CompletionList,
  commands,
  FileType,
  languages,
  Position,
  Range,
  type TextDocument,
  type TextDocumentChangeEvent,
  Uri,
  window,
  workspace,
} from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { accountList } from '../protocol/methods/accountList.ts';
import { contactSearch } from '../protocol/methods/contactSearch.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import type { Translate } from '../texts/translate.ts';
import {
  type AddressGroup,
  type Suggestion,
  suggestAddresses,
  suggestEmoji,
  suggestFiles,
  suggestGroups,
  suggestHeaders,
  suggestWords,
} from './completions.ts';
import { typedEmoji } from './emoji.ts';
import { referenceUri } from './fileReferences.ts';
import { type HeaderPlace, headerPlace, headerWords, isDraftDocument } from './headerBlock.ts';

export interface DraftCompletionOptions {
  readonly engine: EngineCaller;
  readonly t: Translate;
  /** URI of the folder that a draft's bare paths begin at. */
  readonly folderOf: (uri: string) => Promise<string>;
  /** The mailing list of a folder, a URI; empty = none. Offered before people. */
  readonly listOf: (folder: string) => string;
  /** Groups of people that the person has named. */
  readonly groups: () => readonly AddressGroup[];
}

const kinds = {
  header: CompletionItemKind.Field,
  address: CompletionItemKind.User,
  group: CompletionItemKind.Module,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
  word: CompletionItemKind.EnumMember,
  emoji: CompletionItemKind.Text,
};

/** Contacts that one completion offers. */
const contactsMax = 50;

/**
 * Completes headers, addresses and files in a draft's header block. Markdown has quick suggestions off, so a letter typed
 * there opens the list by itself.
 */
export function registerDraftCompletion(options: DraftCompletionOptions): Disposable {
  const resources = new DisposableList();
  const selector = { language: 'markdown', pattern: '**/*.mail.md' };
  resources.add(
    languages.registerCompletionItemProvider(
      selector,
      provider(options),
      ':',
      ',',
      ';',
      '@',
      ' ',
      '/',
      '：',
      '；',
      '，',
    ),
  );
  resources.add(workspace.onDidChangeTextDocument(suggestWhileTyping));
  return resources;
}

function provider(options: DraftCompletionOptions): CompletionItemProvider {
  return {
    async provideCompletionItems(document, position) {
      const place = headerPlace(linesTo(document, position.line), { line: position.line, column: position.character });
      if (place.kind === 'none') return emojiAt(document, position);
      const suggestions = await suggest(place, document, options);
      const range = new Range(new Position(place.start.line, place.start.column), position);
      return new CompletionList(
        suggestions.map((suggestion, index) => toItem(suggestion, range, index)),
        place.kind === 'address', // The engine knows more than one page.
      );
    },
  };
}

/** `:smile` in the text, not in code. */
function emojiAt(document: TextDocument, position: Position): CompletionList | undefined {
  if (!isDraftDocument(document.uri)) return undefined;
  const found = typedEmoji(document.lineAt(position.line).text.slice(0, position.character));
  if (!found) return undefined;
  const range = new Range(new Position(position.line, found.at), position);
  return new CompletionList(suggestEmoji().map((suggestion, index) => toItem(suggestion, range, index)));
}

async function suggest(
  place: Exclude<HeaderPlace, { kind: 'none' }>,
  document: TextDocument,
  { engine, t, folderOf, listOf, groups }: DraftCompletionOptions,
): Promise<readonly Suggestion[]> {
  if (place.kind === 'name') return suggestHeaders(headersOf(document), t);
  if (place.kind === 'word') return suggestWords(headerWords[place.header] ?? []);
  if (place.kind === 'file') {
    const folder = await folderOf(document.uri.toString());
    return suggestFiles(place.typed, await entriesOf(folder, place.typed));
  }
  if (/^(from|发件人)$/.test(place.header)) {
    const [{ accounts }, { identities }] = await Promise.all([
      engine.call(accountList, {}),
      engine.call(identityList, {}),
    ]);
    const able = new Set(accounts.filter(({ config }) => config.smtp).map(({ id }) => id));
    return suggestAddresses(identities.filter(({ account }) => able.has(account)));
  }
  const prefix = place.typed.replace(/^["<\s]+/, '').slice(0, 200);
  const list = place.header === 'reply-to' ? '' : listOf(await folderOf(document.uri.toString()));
  const { contacts } = await engine.call(contactSearch, { prefix, limit: contactsMax });
  const people = suggestAddresses([...(list ? [{ name: '', address: list }] : []), ...contacts], prefix);
  return place.header === 'reply-to' ? people : [...suggestGroups(groups(), t), ...people];
}

function toItem(
  { kind, label, detail, insertText, filterText, goOn }: Suggestion,
  range: Range,
  index: number,
): CompletionItem {
  const item = new CompletionItem(detail ? { label, description: detail } : label, kinds[kind]);
  item.range = range;
  item.insertText = insertText;
  item.filterText = filterText;
  item.sortText = String(index).padStart(4, '0');
  if (goOn) item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}

function headersOf(document: TextDocument): ReadonlySet<string> {
  const names = new Set<string>();
  for (let line = 1; line < document.lineCount; line++) {
    const { text } = document.lineAt(line);
    if (/^-{3}\s*$/.test(text)) break;
    const name = /^([a-z-]+)[ \t]*:/i.exec(text)?.[1];
    if (name) names.add(name.toLowerCase());
  }
  return names;
}

async function entriesOf(folder: string, typed: string): Promise<readonly { name: string; isFolder: boolean }[]> {
  const named = typed.replace(/^"/, '').replace(/[^/\\]*$/, '');
  const uri = Uri.parse(named ? referenceUri(folder, named) : folder, true);
  try {
    const entries = await workspace.fs.readDirectory(uri);
    return entries.map(([name, type]) => ({ name, isFolder: (type & FileType.Directory) !== 0 }));
  } catch {
    return []; // No such folder yet: there is nothing to offer.
  }
}

function suggestWhileTyping({ document, contentChanges }: TextDocumentChangeEvent): void {
  const editor = window.activeTextEditor;
  const [change] = contentChanges;
  if (
    !editor ||
    editor.document !== document ||
    !isDraftDocument(document.uri) ||
    contentChanges.length !== 1 ||
    !change
  )
    return;
  if (change.text.length === 0 || change.text.length > 4 || !/\p{L}$/u.test(change.text)) return;
  const { line, character } = change.range.start;
  const place = headerPlace(linesTo(document, line), { line, column: character + change.text.length });
  const before = document.lineAt(line).text.slice(0, character + change.text.length);
  if (place.kind !== 'none' || typedEmoji(before)) void commands.executeCommand('editor.action.triggerSuggest');
}

function linesTo(document: TextDocument, line: number): readonly string[] {
  return Array.from({ length: Math.min(line + 1, document.lineCount) }, (_, index) => document.lineAt(index).text);
}
