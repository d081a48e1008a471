/** Resident memory of running processes, as Linux counts it. */
import { readFile, writeFile } from 'node:fs/promises';

/** How far the resident memory of these processes together went above where it was, at each one's peak during `work`, bytes. */
export async function memoryGrowth(pids: readonly number[], work: () => Promise<void>): Promise<number> {
  const before = await Promise.all(
    pids.map(async (pid) => {
      await writeFile(`/proc/${pid}/clear_refs`, '5'); // From here on VmHWM is the peak since now: proc_pid_clear_refs(5).
      return bytesOf(pid, 'VmRSS');
    }),
  );
  await work();
  const peaks = await Promise.all(pids.map((pid) => bytesOf(pid, 'VmHWM')));
  return peaks.reduce((sum, peak, index) => sum + peak - (before[index] ?? 0), 0);
}

/** The process that started it, while that lives. */
export async function parentPid(pid: number): Promise<number> {
  return statusField(pid, 'PPid');
}

async function bytesOf(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  return 1024 * (await statusField(pid, field));
}

async function statusField(pid: number, name: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const value = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1];
  if (value === undefined) throw new Error(`no ${name} of process ${pid}`);
  return Number(value);
}
