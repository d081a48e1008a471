import type { Clock } from '../base/clock.ts';
import { isErrorCode } from '../base/errorCodes.ts';
import { isMailError, MailError } from '../base/errors.ts';
import type { CallOptions, EngineCaller } from '../host/engineConnection.ts';
import type { Prompts } from '../host/prompts.ts';
import type { WorkspaceFiles } from '../host/workspaceFiles.ts';
import type { ParamsOf, ResultOf } from '../protocol/method.ts';
import type { draftCheck } from '../protocol/methods/draftCheck.ts';
import { outboxEnqueue } from '../protocol/methods/outboxEnqueue.ts';
import type { AttachmentFile, DraftDiagnostic, OutboxRecord } from '../protocol/records.ts';
import { draftTexts } from '../texts/drafts.ts';
import { errorText } from '../texts/errors.ts';
import { plural, type Translate } from '../texts/translate.ts';
import { resolveAttachments } from './attachmentFiles.ts';
import { checkText } from './checkText.ts';
import type { Drawings } from './drawings.ts';
import { isInside, lastName, referenceUri } from './fileReferences.ts';
import { askAboutSecrets, type SecretQuestionDependencies } from './secretQuestion.ts';
import { askAboutSize, type SizeQuestionDependencies } from './sizeQuestion.ts';

/** From the draft in front to an item of the outbox: everything that is asked before a mail leaves. */

export interface SendableDraft {
  readonly uri: string;
  /** The document's text, read before anything else may change it. */
  readonly text: string;
  /** Where its bare paths begin. */
  readonly folder: string;
  /** When it shall leave, ms; absent: as its `send-at:` says, else now. */
  readonly sendAt?: number | undefined;
}

export interface SendDependencies {
  readonly engine: EngineCaller;
  readonly files: WorkspaceFiles;
  readonly ask: Pick<Prompts, 'decide' | 'text'>;
  readonly t: Translate;
  readonly clock: Clock;
  readonly undoSeconds: () => number;
  readonly consent: AttachConsent;
  readonly guardsSecrets: () => boolean;
  readonly reveal: SecretQuestionDependencies['reveal'];
  /** Gives the draft's document another text. */
  readonly rewrite: (draft: string, text: string) => Promise<void>;
  readonly formatSize: SizeQuestionDependencies['formatSize'];
  readonly workspaceFolders: () => readonly string[];
  readonly isTrusted: () => boolean;
  readonly drawings: Pick<Drawings, 'find' | 'settle' | 'problems'>;
  /** Shows a draft's preview, which draws what is not drawn yet. */
  readonly showPreview: (draft: string) => Promise<void>;
  /** What the extension made itself lies there: copies of unsaved editors. */
  readonly ownFolder: string;
}

/** Files outside a draft's folders are asked about once; the answer is remembered with the draft. */
export interface AttachConsent {
  /** URIs that may leave with it. */
  allowedOf(draft: string): Promise<readonly string[]>;
  allow(draft: SendableDraft, uris: readonly string[]): Promise<void>;
}

/** More recipients than this are shown once more before the mail leaves. */
export const manyRecipients = 10;

/**
 * The queued mail; undefined when the person decided otherwise. Throws the first error of the draft, or what is wrong
 * with its files; nothing is queued then.
 */
export async function sendDraft(
  draft: SendableDraft,
  dependencies: SendDependencies,
  options: CallOptions = {},
): Promise<OutboxRecord | undefined> {
  const { engine } = dependencies;
  const check = await checkText(engine, draft.text, options);
  throwFirstError(check.diagnostics);
  if (!(await confirmWarnings(check.diagnostics, dependencies))) return undefined;
  if (!(await confirmMany(check.recipients, dependencies))) return undefined;
  const files = await resolveFor(draft, check, dependencies, options);
  if (!files) return undefined;
  try {
    if (!(await confirmTrust(files, draft, dependencies))) return undefined;
    const pictures = await draw(draft, check.drawings, dependencies, options);
    return pictures && (await enqueue(draft, [...files, ...pictures], dependencies, options));
  } finally {
    await dependencies.files.dropCopies(files.map(({ path }) => path)).catch(() => {}); // Swept at another start.
  }
}

function throwFirstError(diagnostics: readonly DraftDiagnostic[]): void {
  const first = diagnostics.find(({ severity }) => severity === 'error');
  if (!first) return;
  throw new MailError(isErrorCode(first.code) ? first.code : 'draft.badHeaderValue', {
    retry: 'afterUser',
    data: first.data,
  });
}

async function confirmWarnings(
  diagnostics: readonly DraftDiagnostic[],
  { ask, t }: SendDependencies,
): Promise<boolean> {
  for (const { code, data } of diagnostics) {
    const message =
      code === 'draft.emptySubject'
        ? t(draftTexts.emptySubject)
        : code === 'draft.attachmentForgotten'
          ? t(draftTexts.forgotten, { word: data['word'] ?? '' })
          : code === 'draft.placeholderLeft'
            ? t(draftTexts.placeholder, { placeholder: data['placeholder'] ?? '' })
            : undefined;
    if (message && !(await ask.decide({ message, buttons: [{ label: t(draftTexts.sendAnyway), value: true }] })))
      return false;
  }
  return true;
}

async function confirmMany(
  recipients: ResultOf<typeof draftCheck>['recipients'],
  { ask, t }: SendDependencies,
): Promise<boolean> {
  if (recipients.length <= manyRecipients) return true;
  const detail = recipients.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join('\n');
  const message = t(draftTexts.sendToMany, { count: recipients.length });
  return (await ask.decide({ message, detail, buttons: [{ label: t(draftTexts.send), value: true }] })) === true;
}

/** Undefined when files outside were not allowed. */
async function resolveFor(
  draft: SendableDraft,
  check: ResultOf<typeof draftCheck>,
  { engine, files, ask, t, workspaceFolders, ownFolder, consent }: SendDependencies,
  options: CallOptions,
): Promise<readonly AttachmentFile[] | undefined> {
  const references = [...check.attach, ...check.images].map(({ reference }) => reference);
  try {
    return await resolveAttachments(references, {
      engine,
      files,
      folder: draft.folder,
      trustedFolders: [draft.folder, ownFolder, ...workspaceFolders()],
      async allowOutside(uris) {
        const known = await consent.allowedOf(draft.uri);
        const fresh = uris.filter((uri) => !known.includes(uri));
        if (fresh.length === 0) return true;
        const message = plural(t, draftTexts.outside, fresh.length);
        const buttons = [{ label: t(draftTexts.attach), value: true }];
        if (!(await ask.decide({ message, detail: fresh.map(shownPath).join('\n'), buttons }))) return false;
        await consent.allow(draft, fresh);
        return true;
      },
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (isMailError(error, 'draft.attachmentOutside')) return undefined; // The person has just said no.
    throw error;
  }
}

/** In a folder that is not trusted, a draft may have been written by somebody else: its files leave only when seen. */
async function confirmTrust(
  files: readonly AttachmentFile[],
  { folder }: SendableDraft,
  { ask, t, isTrusted, ownFolder }: SendDependencies,
): Promise<boolean> {
  const theirs = files.filter(
    ({ reference }) => !reference.startsWith('message:') && !isInside(ownFolder, referenceUri(folder, reference)),
  );
  if (isTrusted() || theirs.length === 0 || isInside(ownFolder, `${folder}/x`)) return true;
  const message = plural(t, draftTexts.untrusted, theirs.length);
  const detail = theirs.map(({ path }) => path).join('\n');
  return (await ask.decide({ message, detail, buttons: [{ label: t(draftTexts.send), value: true }] })) === true;
}

/** The pictures of its diagrams and formulas; undefined when a person does not want the source of one in its place. */
async function draw(
  { uri }: SendableDraft,
  wanted: ResultOf<typeof draftCheck>['drawings'],
  { drawings, showPreview, ask, t }: SendDependencies,
  options: CallOptions,
): Promise<readonly AttachmentFile[] | undefined> {
  const { left } = await drawings.find(wanted);
  if (left.length > 0) {
    await showPreview(uri);
    await drawings.settle(wanted, options);
  }
  const [problem] = drawings.problems(wanted);
  if (problem) {
    const message = errorText(t, 'draft.notDrawn', problem.data);
    if (!(await ask.decide({ message, buttons: [{ label: t(draftTexts.sendAnyway), value: true }] }))) return undefined;
  }
  return (await drawings.find(wanted)).files;
}

async function enqueue(
  draft: SendableDraft,
  files: readonly AttachmentFile[],
  dependencies: SendDependencies,
  options: CallOptions,
): Promise<OutboxRecord | undefined> {
  const { undoSeconds, guardsSecrets } = dependencies;
  const undoMs = Math.round(undoSeconds() * 1_000);
  const params = {
    draft: draft.uri,
    text: draft.text,
    files,
    undoMs,
    unguarded: !guardsSecrets(),
    sendAt: draft.sendAt,
  };
  try {
    return await enqueueFitting(params, dependencies, options);
  } catch (error) {
    if (isMailError(error, 'draft.notSearched')) {
      const { ask, t } = dependencies;
      const buttons = [{ label: t(draftTexts.sendAnyway), value: true }];
      if (!(await ask.decide({ message: t(draftTexts.notSearched), buttons }))) return undefined;
      return enqueueFitting({ ...params, unguarded: true }, dependencies, options);
    }
    if (!isMailError(error, 'draft.secretFound')) throw error;
    const allowSecrets = await askAboutSecrets({ ...draft, files }, dependencies);
    return allowSecrets && enqueueFitting({ ...params, allowSecrets }, dependencies, options);
  }
}

/** A mail larger than the server takes is asked about until it fits or the person gives up. */
async function enqueueFitting(
  params: ParamsOf<typeof outboxEnqueue>,
  dependencies: SendDependencies,
  options: CallOptions,
): Promise<OutboxRecord | undefined> {
  try {
    return await enqueueOnce(params, dependencies, options);
  } catch (error) {
    if (!isMailError(error, 'send.tooLarge')) throw error;
    const answer = await askAboutSize(error, params, dependencies, options);
    if (!answer) return undefined;
    if (answer.kind !== 'linked') return enqueueFitting({ ...params, large: answer.kind }, dependencies, options);
    await dependencies.rewrite(params.draft, answer.text);
    return enqueueFitting({ ...params, text: answer.text, large: undefined }, dependencies, options);
  }
}

/** A draft that was sent already is asked about. */
async function enqueueOnce(
  params: ParamsOf<typeof outboxEnqueue>,
  { engine, ask, t }: SendDependencies,
  options: CallOptions,
): Promise<OutboxRecord | undefined> {
  try {
    return (await engine.call(outboxEnqueue, params, options)).item;
  } catch (error) {
    if (!isMailError(error, 'draft.alreadySent')) throw error;
    const buttons = [{ label: t(draftTexts.sendAgain), value: true }];
    if (!(await ask.decide({ message: t(draftTexts.alreadySent), buttons }))) return undefined;
    return (await engine.call(outboxEnqueue, { ...params, again: true }, options)).item;
  }
}

function shownPath(uri: string): string {
  return uri.startsWith('file://') ? decodeURIComponent(uri.slice('file://'.length)) : `${uri} (${lastName(uri)})`;
}
