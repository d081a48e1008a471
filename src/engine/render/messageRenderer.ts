import { Buffer } from 'node:buffer';
import { utf8 } from '../../base/bytes.ts';
import { isMailError, MailError } from '../../base/errors.ts';
import { TaskQueue } from '../../base/queue.ts';
import type { Random } from '../../base/random.ts';
import { inlineTextMaxChars } from '../../protocol/limits.ts';
import type { AttachmentRecord, MessageContent, TextRef } from '../../protocol/records.ts';
import { temporaryPath, writeTemporary } from '../files.ts';
import type { Job, JobResults, MessageSource, WorkerPreview, WorkerRendered } from '../worker/job.ts';
import {
  attachmentTimeoutMs,
  damagedRememberedMax,
  remoteImagesAtOnce,
  remoteImagesMax,
  remoteImagesMaxBytes,
  renderTimeoutMs,
} from './limits.ts';

export type { MessageSource } from '../worker/job.ts';

/** `messageContent` without the row, and what the store wants to know of the message beside it. */
export type RenderedMessage = Omit<MessageContent, 'row'> &
  Pick<WorkerRendered, 'subject' | 'from' | 'to' | 'date' | 'messageId' | 'inReplyTo' | 'references'>;

export interface RenderOptions {
  /** Loads remote pictures, because the person asked. Never does in Junk. */
  readonly remoteImages?: boolean;
  readonly inJunk?: boolean;
  /** Hashes attachments of any size. */
  readonly hashAll?: boolean;
  /** Names the message, so that one that killed its worker is not tried again by this engine. */
  readonly key?: string;
}

interface Waiting {
  readonly signal?: AbortSignal | undefined;
}

/** Bytes to what a person sees, off the event loop. */
export interface MessageRenderer {
  /**
   * Throws `message.damaged` for a message that its worker did not survive (and at once the next time, by `key`),
   * `file.missing` or `file.unreadable` for its file, `engine.cancelled`.
   */
  render(source: MessageSource, options?: RenderOptions, waiting?: Waiting): Promise<RenderedMessage>;
  /** The rest of the header and the first lines. Throws as `render`. */
  preview(source: MessageSource, options?: Pick<RenderOptions, 'key'>, waiting?: Waiting): Promise<WorkerPreview>;
  /** Decodes one attachment into `toFile`, streamed. Throws `attachment.unknown` beside the above. */
  attachment(source: MessageSource, index: number, toFile: string, waiting?: Waiting): Promise<AttachmentRecord>;
}

/** A remote picture, checked by whoever fetched it. */
export interface FetchedImage {
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

export interface MessageRendererDeps {
  readonly pool: {
    run<J extends Job>(
      job: J,
      options: { timeoutMs: number; signal?: AbortSignal | undefined },
    ): Promise<JobResults[J['kind']]>;
  };
  /** Where texts too long for a message between processes go; emptied by its owner. */
  readonly temporaryFolder: string;
  readonly random: Random;
  /** Fetches one remote picture; throws when it may not or cannot be had. */
  readonly fetchImage: (url: string, options: Waiting) => Promise<FetchedImage>;
}

export function createMessageRenderer(deps: MessageRendererDeps): MessageRenderer {
  const damaged = new Set<string>();

  async function guarded<T>(key: string | undefined, work: () => Promise<T>): Promise<T> {
    if (key !== undefined && damaged.has(key)) throw new MailError('message.damaged', { data: { reason: 'before' } });
    try {
      return await work();
    } catch (error) {
      if (key !== undefined && isMailError(error, 'message.damaged')) remember(damaged, key);
      throw error;
    }
  }

  return {
    render: (source, options = {}, { signal } = {}) =>
      guarded(options.key, async () => {
        const job = {
          kind: 'render',
          source,
          inJunk: options.inJunk ?? false,
          hashAll: options.hashAll ?? false,
        } as const;
        const first = await deps.pool.run({ ...job, remoteImages: [] }, { timeoutMs: renderTimeoutMs, signal });
        const wanted = options.remoteImages && !job.inJunk ? first.remoteUrls : [];
        if (wanted.length === 0) return finish(deps, first);
        const remoteImages = await fetchImages(deps, wanted, signal);
        const second = await deps.pool.run({ ...job, remoteImages }, { timeoutMs: renderTimeoutMs, signal });
        return finish(deps, { ...second, remoteImages: { ...second.remoteImages, shown: true } });
      }),
    preview: (source, { key } = {}, { signal } = {}) =>
      guarded(key, () => deps.pool.run({ kind: 'preview', source }, { timeoutMs: renderTimeoutMs, signal })),
    attachment: (source, index, toFile, { signal } = {}) =>
      deps.pool.run({ kind: 'attachment', source, index, toFile }, { timeoutMs: attachmentTimeoutMs, signal }),
  };
}

function remember(damaged: Set<string>, key: string): void {
  damaged.add(key);
  const [oldest] = damaged;
  if (damaged.size > damagedRememberedMax && oldest !== undefined) damaged.delete(oldest);
}

async function finish(
  deps: MessageRendererDeps,
  { html, text, remoteUrls: _, ...rest }: WorkerRendered,
): Promise<RenderedMessage> {
  return { ...rest, html: await textRef(deps, html, '.html'), text: await textRef(deps, text, '.txt') };
}

async function textRef(
  { temporaryFolder, random }: MessageRendererDeps,
  text: string,
  extension: string,
): Promise<TextRef> {
  if (text.length <= inlineTextMaxChars) return { text };
  const file = temporaryPath(temporaryFolder, random, extension);
  await writeTemporary(file, [utf8(text)]);
  return { file };
}

/** Fetches what can be had; a picture that can't stays a placeholder. */
async function fetchImages(
  { fetchImage }: MessageRendererDeps,
  urls: readonly string[],
  signal: AbortSignal | undefined,
): Promise<(readonly [string, string])[]> {
  const queue = new TaskQueue({ concurrency: remoteImagesAtOnce, capacity: remoteImagesMax });
  let left = remoteImagesMaxBytes;
  const fetched = await Promise.allSettled(
    urls.slice(0, remoteImagesMax).map((url) =>
      queue.run(
        async () => {
          const { contentType, bytes } = await fetchImage(url, { signal });
          left -= bytes.length;
          if (left < 0) throw new MailError('net.limit');
          return [url, `data:${contentType};base64,${Buffer.from(bytes).toString('base64')}`] as const;
        },
        { signal },
      ),
    ),
  );
  if (signal?.aborted) throw new MailError('engine.cancelled');
  return fetched.filter((one) => one.status === 'fulfilled').map((one) => one.value);
}
