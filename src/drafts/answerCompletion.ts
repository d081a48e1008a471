import {
  CompletionItem,
  CompletionItemKind,
  languages,
  type Position,
  Range,
  SnippetString,
  type TextDocument,
} from 'vscode';
import type { Disposable } from '../base/dispose.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import { identityList } from '../protocol/methods/identityList.ts';
import { templateTexts } from '../texts/templates.ts';
import type { Translate } from '../texts/translate.ts';
import type { TemplateStore } from './templateStore.ts';
import type { Templates } from './templates.ts';
import { templateParts, toSnippet } from './templateText.ts';

export interface AnswerCompletionDeps {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly store: TemplateStore;
  readonly templates: Pick<Templates, 'values'>;
  readonly t: Translate;
  /** The folder that a draft belongs to, a URI. */
  readonly folderOf: (uri: string) => Promise<string>;
}

/**
 * `;name` in a draft's body becomes a template's text, filled in; `template:` and `signature:` of its header block are
 * completed with the names that there are.
 */
export function registerAnswerCompletion(deps: AnswerCompletionDeps): Disposable {
  return languages.registerCompletionItemProvider(
    { language: 'markdown', pattern: '**/*.mail.md' },
    {
      provideCompletionItems(document, position) {
        const end = bodyLine(document);
        if (position.line >= end) return snippets(document, position, deps);
        const before = document.lineAt(position.line).text.slice(0, position.character);
        const [, header = '', typed = ''] = /^(template|signature)[ \t]*[:：][ \t]*(.*)$/i.exec(before) ?? [];
        const range = new Range(position.translate(0, -typed.length), position);
        if (/^template$/i.test(header)) return templateNames(range, document, deps);
        return /^signature$/i.test(header) ? signatureNames(range, deps) : undefined;
      },
    },
    ';',
    '；',
    ' ',
    ':',
  );
}

async function snippets(
  document: TextDocument,
  position: Position,
  { store, templates, folderOf }: AnswerCompletionDeps,
): Promise<CompletionItem[] | undefined> {
  const before = document.lineAt(position.line).text.slice(0, position.character);
  const typed = /(?:^|\s)([;；][\p{L}\p{N}_-]*)$/u.exec(before)?.[1];
  if (typed === undefined) return undefined;
  const all = await store.all();
  if (all.length === 0) return undefined;
  const values = await templates.values(document.getText(), await folderOf(document.uri.toString()));
  const range = new Range(position.translate(0, -typed.length), position);
  return Promise.all(
    all.map(async (template) => {
      const { body } = templateParts(await store.read(template));
      const item = new CompletionItem(
        { label: `;${template.name}`, description: template.of },
        CompletionItemKind.Snippet,
      );
      item.insertText = new SnippetString(toSnippet(body.trimEnd(), values));
      item.documentation = body;
      item.range = range;
      item.filterText = `${typed[0]}${template.name}`;
      return item;
    }),
  );
}

async function templateNames(
  range: Range,
  document: TextDocument,
  { store, t }: AnswerCompletionDeps,
): Promise<CompletionItem[]> {
  return (await store.all()).map(({ name, of }) => {
    const item = new CompletionItem({ label: name, description: of || t(templateTexts.own) }, CompletionItemKind.File);
    item.range = range;
    item.command = { command: 'mailroom.insertTemplate', title: '', arguments: [document.uri.toString(), name] };
    return item;
  });
}

async function signatureNames(range: Range, { engine, t }: AnswerCompletionDeps): Promise<CompletionItem[]> {
  const { identities } = await engine.call(identityList, {});
  const signed = identities.filter(({ signature }) => signature !== null);
  const names = signed.map(({ label, address }) => ({ name: label || address, description: address }));
  return [...names, { name: 'none', description: t(templateTexts.noSignature) }].map(({ name, description }) => {
    const item = new CompletionItem({ label: name, description }, CompletionItemKind.EnumMember);
    item.range = range;
    return item;
  });
}

/** The first line below the header block; beyond the last where there is none. */
function bodyLine(document: TextDocument): number {
  for (let line = 1; line < document.lineCount; line++)
    if (/^-{3}[ \t]*$/.test(document.lineAt(line).text)) return line + 1;
  return document.lineCount;
}
