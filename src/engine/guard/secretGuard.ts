import { isMailError, MailError } from '../../base/errors.ts';
import type { ResultOf } from '../../protocol/method.ts';
import type { draftSecrets } from '../../protocol/methods/draftSecrets.ts';
import type { AttachmentFile } from '../../protocol/records.ts';
import type { AllowedSecretStore } from '../store/allowedSecrets.ts';
import type { Job, JobResults } from '../worker/job.ts';
import { secretsJob } from '../worker/secretsJob.ts';
import { fingerprintOf } from './fingerprint.ts';
import { searchedHereMaxChars, secretsTimeoutMs, secretsToldMax } from './limits.ts';

export interface SecretGuardDeps {
  readonly store: AllowedSecretStore;
  readonly pool: {
    run<J extends Job>(
      job: J,
      options: { timeoutMs: number; signal?: AbortSignal | undefined },
    ): Promise<JobResults[J['kind']]>;
  };
}

interface Outgoing {
  readonly text: string;
  readonly files: readonly AttachmentFile[];
}

/** Stands between a draft and the outbox: what looks like a secret leaves only when a person said so. */
export class SecretGuard {
  readonly #store: AllowedSecretStore;
  readonly #pool: SecretGuardDeps['pool'];

  constructor({ store, pool }: SecretGuardDeps) {
    this.#store = store;
    this.#pool = pool;
  }

  /** What is in a draft and not allowed for good. Throws `draft.notSearched`, `file.missing`, `file.unreadable`, `engine.cancelled`. */
  async find(
    { text, files }: Outgoing,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<ResultOf<typeof draftSecrets>> {
    const salt = this.#store.salt();
    const job = {
      kind: 'secrets' as const,
      text,
      files: files.map(({ name, path, reference }) => ({ name, path, reference })),
      salt,
    };
    // A letter is looked through in less time than it takes a worker to start, or to be told.
    const isShort = files.length === 0 && text.length <= searchedHereMaxChars;
    const searching = isShort ? secretsJob(job) : this.#pool.run(job, { timeoutMs: secretsTimeoutMs, signal });
    const found = await searching.catch((error) => {
      // The worker had no time or no memory left: a person decides, nothing leaves unseen by itself.
      if (!isMailError(error, 'message.damaged')) throw error;
      throw new MailError('draft.notSearched', { retry: 'afterUser', data: error.data, cause: error });
    });
    const secrets = found.secrets.filter(({ fingerprint }) => !this.#store.has(fingerprint)).slice(0, secretsToldMax);
    return { secrets, unseen: found.unseen.slice(0, secretsToldMax) };
  }

  /** Throws `draft.secretFound` with the first place, unless all that is found is in `allowed` (fingerprints); and as `find`. */
  async check(outgoing: Outgoing, allowed: readonly string[], options: { signal?: AbortSignal } = {}): Promise<void> {
    const { secrets } = await this.find(outgoing, options);
    const left = secrets.filter(({ fingerprint }) => !allowed.includes(fingerprint));
    const [first] = left;
    if (!first) return;
    const { kind, reference, inside, line } = first;
    const file = [reference, inside].filter((part) => part !== '').join(' › ');
    throw new MailError('draft.secretFound', {
      retry: 'afterUser',
      data: { kind, ...(file ? { file } : {}), line, count: left.length },
    });
  }

  /** True for a secret in a draft's text that was allowed for good. */
  mayLeave(secret: string): boolean {
    return this.#store.has(fingerprintOf(this.#store.salt(), '', secret));
  }

  /** Lets what has these fingerprints leave from now on. */
  allow(fingerprints: readonly string[]): void {
    this.#store.allow(fingerprints);
  }
}
