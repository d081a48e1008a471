import { type PlacedSecret, scanFile, unpackBudget } from '../../mail/guard/scanFile.ts';
import { bytesSource } from '../../mail/mime/byteSource.ts';
import { openForReading } from '../files.ts';
import { fingerprintOf } from '../guard/fingerprint.ts';
import type { SecretsJob, WorkerSecrets } from './job.ts';

/** Looks for secrets in a draft's text and its files. What is found leaves the worker as a fingerprint only. */
export async function secretsJob({ text, files, salt }: SecretsJob): Promise<WorkerSecrets> {
  const secrets: WorkerSecrets['secrets'][number][] = [];
  const unseen: string[] = [];
  const budget = unpackBudget();
  const keep = (reference: string, place: string, placed: readonly PlacedSecret[]) => {
    for (const { kind, file, line, secret } of placed) {
      const inside = file.slice(file.indexOf('/') + 1);
      secrets.push({
        ...{ kind, reference, line, inside: file.includes('/') ? inside : '' },
        fingerprint: fingerprintOf(salt, place, secret),
      });
    }
  };
  const inText = await scanFile('', bytesSource(Buffer.from(text)), budget);
  keep('', '', inText.secrets);
  for (const { name, path, reference } of files) {
    const file = openForReading(path);
    try {
      const scan = await scanFile(name.replaceAll('/', '_'), file, budget);
      keep(reference, path, scan.secrets);
      unseen.push(...scan.unseen);
    } finally {
      file.close();
    }
  }
  return { secrets, unseen };
}
