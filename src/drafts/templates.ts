import { MailError } from '../base/errors.ts';
import type { EngineCaller } from '../host/engineConnection.ts';
import type { Prompts } from '../host/prompts.ts';
import type { Settings } from '../host/settings.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import { draftCheck } from '../protocol/methods/draftCheck.ts';
import { draftCompose } from '../protocol/methods/draftCompose.ts';
import { templateTexts } from '../texts/templates.ts';
import type { Translate } from '../texts/translate.ts';
import type { NewText } from './drafts.ts';
import { repositoryOf } from './gitFolder.ts';
import type { Template, TemplateStore } from './templateStore.ts';
import {
  type FilledText,
  fillTemplate,
  firstNameOf,
  type PlaceholderValues,
  questionsIn,
  templateParts,
} from './templateText.ts';

export interface TemplatesDeps {
  readonly engine: Pick<EngineCaller, 'call'>;
  readonly files: Pick<WorkspaceFiles, 'stat' | 'readText'>;
  readonly store: TemplateStore;
  readonly settings: Pick<Settings, 'folderIdentity'>;
  readonly ask: Pick<Prompts, 'pick' | 'text'>;
  readonly t: Translate;
  /** Today, as one writes it. */
  readonly today: () => string;
  /** The folder that new drafts belong to, a URI; undefined where none is open. */
  readonly currentFolder: () => string | undefined;
  /** Puts a template's text into a draft that is open as text. */
  readonly insert: (uri: string, template: Template) => Promise<void>;
  /** Panels on drafts, which take a text that is filled in already. */
  readonly panels: TemplatePanels;
  /** The folder that a draft belongs to, a URI. */
  readonly folderOf: (uri: string) => Promise<string>;
}

export interface TemplatePanels {
  isInFront(uri: string): boolean;
  insert(uri: string, filled: FilledText): Promise<void>;
}

/** Drafts and pieces of drafts made from templates. */
export class Templates {
  readonly #deps: TemplatesDeps;

  constructor(deps: TemplatesDeps) {
    this.#deps = deps;
  }

  /** A new draft from a template that the person picks; undefined when a question was put away. Throws `file.…`. */
  async newDraft(): Promise<NewText | undefined> {
    const { store, t } = this.#deps;
    const template = await this.pick(t(templateTexts.newTitle));
    if (!template) return undefined;
    const text = await store.read(template);
    const frame = await this.#frame();
    const { head, body } = templateParts(text);
    const block = blockOf(head, frame, template.name);
    const values = await this.values(`---\n${block}---\n`, this.#deps.currentFolder());
    const answers = await this.#answers(template.name, `${head}${body}`);
    if (!answers) return undefined;
    const filled = fillTemplate(`---\n${block}---\n\n${body}`, values, answers);
    return { name: `${template.name}.mail.md`, text: filled.text, cursor: cursorOf(filled) };
  }

  /** The template that the person picks; undefined when there is none, or the question was put away. */
  async pick(title: string): Promise<Template | undefined> {
    const { store, ask, t } = this.#deps;
    const all = await store.all();
    if (all.length === 0) throw new MailError('template.none', { retry: 'afterUser' });
    const choices = all.map((value) => ({ label: value.name, description: value.of || t(templateTexts.own), value }));
    return ask.pick(choices, { title });
  }

  all(): Promise<readonly Template[]> {
    return this.#deps.store.all();
  }

  find(name: string): Promise<Template | undefined> {
    return this.#deps.store.find(name);
  }

  /** A new template of the person's own, with a beginning; its URI. */
  create(name: string): Promise<string> {
    return this.#deps.store.create(name, '---\nto: \nsubject: \n---\n\n{{firstName}},\n\n{{cursor}}\n\n{{myName}}\n');
  }

  /** Puts a template's text into a draft, where one is typing. */
  async insert(draft: { readonly uri: string; readonly text: string }, template: Template): Promise<void> {
    const { panels, insert } = this.#deps;
    if (!panels.isInFront(draft.uri)) return insert(draft.uri, template);
    const filled = await this.filled(draft, template.name);
    if (filled) await panels.insert(draft.uri, filled);
  }

  /** A template's text for a draft, its questions asked; undefined when one was put away, or there is no such template. */
  async filled(draft: { readonly uri: string; readonly text: string }, name: string): Promise<FilledText | undefined> {
    const { store, folderOf } = this.#deps;
    const template = await store.find(name);
    if (!template) return undefined;
    const body = templateParts(await store.read(template)).body.trimEnd();
    const answers = await this.#answers(name, body);
    if (!answers) return undefined;
    return fillTemplate(body, await this.values(draft.text, await folderOf(draft.uri)), answers);
  }

  /** What placeholders stand for in a draft that belongs to a folder. */
  async values(draft: string, folder: string | undefined): Promise<PlaceholderValues> {
    const { engine, files, today } = this.#deps;
    const [{ recipients, sender }, names] = await Promise.all([
      engine.call(draftCheck, { text: draft }),
      folder === undefined ? { repository: '', branch: '' } : repositoryOf(files, folder),
    ]);
    const name = recipients[0]?.name ?? '';
    return { name, firstName: firstNameOf(name), myName: sender?.name ?? '', date: today(), ...names };
  }

  async #answers(name: string, text: string): Promise<ReadonlyMap<string, string> | undefined> {
    const answers = new Map<string, string>();
    for (const question of questionsIn(text)) {
      const answer = await this.#deps.ask.text({ title: name, prompt: question });
      if (answer === undefined) return undefined;
      answers.set(question, answer.trim());
    }
    return answers;
  }

  /** The header lines of an empty draft here: as whom one writes. */
  async #frame(): Promise<string> {
    const { engine, settings, currentFolder } = this.#deps;
    const folder = currentFolder();
    const identity = folder === undefined ? '' : settings.folderIdentity(folder);
    const { text } = await engine.call(draftCompose, { kind: 'new', ...(identity ? { identity } : {}) });
    return templateParts(text).head;
  }
}

/** The template's own lines; what it lacks is as in an empty draft. */
function blockOf(head: string, frame: string, template: string): string {
  const has = (name: string) => new RegExp(`^${name}[ \\t]*[:：]`, 'im').test(head);
  const missing = frame.match(/^(?:from|to|subject):.*\n/gm)?.filter((line) => !has(line.split(':')[0] ?? '')) ?? [];
  const [from, others] = [
    missing.filter((line) => line.startsWith('from')),
    missing.filter((line) => !line.startsWith('from')),
  ];
  const own = head.replace(/^template[ \t]*:.*\n/gim, '');
  return `${from.join('')}${others.filter((line) => line.startsWith('to')).join('')}${own}${others.filter((line) => line.startsWith('subject')).join('')}template: ${template}\n`;
}

/** Where the template says, else behind an empty `to:` or subject, else at the end. */
function cursorOf({ text, cursor }: { readonly text: string; readonly cursor: number | undefined }): NewText['cursor'] {
  const empty = /^(?:to|subject):[ \t]*$/m.exec(text);
  const offset = cursor ?? (empty ? empty.index + empty[0].length : text.trimEnd().length);
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, column: before.at(-1)?.length ?? 0 };
}
