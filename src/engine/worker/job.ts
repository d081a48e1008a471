import type { ErrorCode } from '../../base/errorCodes.ts';
import type { ErrorData, Retry } from '../../base/errors.ts';
import type { ResultOf } from '../../protocol/method.ts';
import type { draftSecrets } from '../../protocol/methods/draftSecrets.ts';
import type { messagePreview } from '../../protocol/methods/messagePreview.ts';
import type { AttachmentRecord, MessageContent } from '../../protocol/records.ts';

/** What crosses between the engine and its workers: plain data, copied. */

/** A message by file or by its bytes. A file is read in windows and never held whole. */
export type MessageSource = { readonly path: string } | { readonly bytes: Uint8Array };

export interface RenderJob {
  readonly kind: 'render';
  readonly source: MessageSource;
  /** Remote pictures that were fetched, address to `data:` URI. */
  readonly remoteImages: readonly (readonly [url: string, data: string])[];
  /** In Junk no remote picture is ever shown. */
  readonly inJunk: boolean;
  /** Hashes attachments of any size; else only small ones, so that a large mail is on the screen at once. */
  readonly hashAll: boolean;
}

/** What a tooltip shows: far less work than to render. */
export interface PreviewJob {
  readonly kind: 'preview';
  readonly source: MessageSource;
}

export interface AttachmentJob {
  readonly kind: 'attachment';
  readonly source: MessageSource;
  readonly index: number;
  /** A file that does not exist yet. */
  readonly toFile: string;
}

/** Messages to index, as the cache has them. */
export interface IndexJob {
  readonly kind: 'index';
  readonly entries: readonly IndexEntry[];
}

export interface IndexEntry {
  readonly subject: string;
  /** JSON of addresses. */
  readonly from: string;
  readonly to: string;
  /** Folded words of subject, From, To and Cc, in this order. */
  readonly words: string;
  readonly hasAttachment: boolean;
  /** Undefined where only the list row is known. */
  readonly source: MessageSource | undefined;
}

/** A draft's text and the files that leave with it, to look for secrets in. `salt`: of the fingerprints. */
export interface SecretsJob {
  readonly kind: 'secrets';
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly path: string; readonly reference: string }[];
  readonly salt: string;
}

/** Ends or stalls the worker, to test what then becomes of the mail. Only a pool built for tests sends it. */
export interface FaultJob {
  readonly kind: 'fault';
  readonly fault: 'exit' | 'hang' | 'memory';
}

export type Job = RenderJob | PreviewJob | AttachmentJob | IndexJob | SecretsJob | FaultJob;

/** A message as it is shown, texts whole. */
export interface WorkerRendered extends Omit<MessageContent, 'row' | 'html' | 'text'> {
  readonly html: string;
  readonly text: string;
  readonly subject: string;
  readonly from: MessageContent['cc'];
  readonly to: MessageContent['cc'];
  /** The Date header, ms since 1970; null where it names no moment. */
  readonly date: number | null;
  readonly messageId: string;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly remoteUrls: readonly string[];
}

/** `lines`: the first of the text that hold words, what is quoted left out where anything else is there. */
export type WorkerPreview = NonNullable<ResultOf<typeof messagePreview>['preview']>;

/** `tokens`: with spaces between. `pairs`: which of them stand side by side (search/pairFilter.ts). `texts`: packed (search/packTexts.ts). */
export interface WorkerIndexed {
  readonly tokens: string;
  readonly pairs: Uint8Array;
  readonly texts: Uint8Array;
}

export type WorkerSecrets = ResultOf<typeof draftSecrets>;

export interface JobResults {
  readonly render: WorkerRendered;
  readonly preview: WorkerPreview;
  readonly attachment: AttachmentRecord;
  readonly index: readonly WorkerIndexed[];
  readonly secrets: WorkerSecrets;
  readonly fault: null;
}

export interface JobRequest {
  readonly id: number;
  readonly job: Job;
}

export type JobAnswer<K extends Job['kind'] = Job['kind']> =
  | { readonly id: number; readonly ok: true; readonly result: JobResults[K] }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: ErrorCode;
      readonly retry: Retry;
      readonly data: ErrorData;
    };
