import { parentPort } from 'node:worker_threads';
import { toMailError } from '../../base/errors.ts';
import { indexJob } from './indexJob.ts';
import type { Job, JobAnswer, JobRequest, JobResults } from './job.ts';
import { previewJob, renderJob, saveAttachment } from './render.ts';
import { secretsJob } from './secretsJob.ts';

/** A worker thread: reads and sanitises mail off the engine's event loop, one job at a time. */
parentPort?.on('message', ({ id, job }: JobRequest) => {
  run(job).then(
    (result) => answer({ id, ok: true, result }),
    (error: unknown) => {
      const { code, retry, data } = toMailError(error, 'message.damaged');
      answer({ id, ok: false, code, retry, data });
    },
  );
});

function answer(message: JobAnswer): void {
  parentPort?.postMessage(message);
}

async function run(job: Job): Promise<JobResults[Job['kind']]> {
  if (job.kind === 'render') return renderJob(job);
  if (job.kind === 'preview') return previewJob(job);
  if (job.kind === 'attachment') return saveAttachment(job);
  if (job.kind === 'index') return indexJob(job);
  if (job.kind === 'secrets') return secretsJob(job);
  return fail(job.fault);
}

function fail(fault: 'exit' | 'hang' | 'memory'): null {
  if (fault === 'exit') process.exit(1);
  const kept: string[][] = [];
  for (;;) if (fault === 'memory') kept.push(Array.from({ length: 100_000 }, (_, index) => `${index}`));
}
