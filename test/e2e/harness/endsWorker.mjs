/** Loaded into the engine by `--import`: a worker that is given a mail with the mark ends in the middle of it. */
import { readFileSync } from 'node:fs';
import { isMainThread, Worker } from 'node:worker_threads';

const { postMessage } = Worker.prototype;

if (isMainThread) {
  Worker.prototype.postMessage = function (message, ...rest) {
    postMessage.call(this, message, ...rest);
    if (message?.job?.kind === 'render' && headerOf(message.job.source).includes('X-Ends-Worker')) this.terminate();
  };
}

function headerOf(source) {
  const bytes = source?.bytes ?? readFileSync(source?.path);
  return Buffer.from(bytes.subarray(0, 2_000)).toString('latin1');
}
