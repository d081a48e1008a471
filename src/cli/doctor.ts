import { sleep, systemClock } from '../base/clock.ts';
import { isMailError, MailError } from '../base/errors.ts';
import type { CheckupFinding } from '../protocol/checkup.ts';
import { engineQuit } from '../protocol/methods/engineQuit.ts';
import { engineStatus } from '../protocol/methods/engineStatus.ts';
import { checkupLine, checkupVerdicts } from '../texts/checkup.ts';
import { flag, readArguments, text } from './arguments.ts';
import { runCheckup } from './doctorProcess.ts';
import { defaultProfile } from './engineAccess.ts';
import { isFolder } from './files.ts';
import { translatorFor } from './language.ts';
import type { CliIo, Verb } from './verb.ts';

/** `doctor`: checks a profile's databases and files, mends what can be mended, compacts, and says each in a sentence. */
export const doctor: Verb = {
  name: 'doctor',
  usage: ['doctor --profile DIR [--look] [--json]'],
  async run(args, io) {
    const { options } = readArguments(args, { profile: text, look: flag, json: flag });
    const profile = options.profile ?? defaultProfile(io.env);
    if (!isFolder(profile)) throw new MailError('file.missing', { data: { path: profile } });
    const t = translatorFor(io.env, io.bundleFolder);
    const states = new Set<CheckupFinding['state']>();
    const tell = (finding: CheckupFinding) => {
      states.add(finding.state);
      io.out(options.json ? JSON.stringify(finding) : checkupLine(t, finding));
    };
    const sound = await checkWhenFree(profile, { look: options.look === true, tell }, io);
    if (!options.json)
      io.out(t(sound ? checkupVerdicts.sound : checkupVerdicts[states.has('broken') ? 'broken' : 'open']));
    return sound ? 0 : 1;
  },
};

/** How long an engine that was asked to leave may take, ms: it finishes what is connected, within a minute. */
const leaveMaxMs = 75_000;
const leavePollMs = 250;

/** An engine that nobody uses is asked to leave first; one that an editor uses is left alone: `engine.busyElsewhere`. */
async function checkWhenFree(
  profile: string,
  options: { readonly look: boolean; readonly tell: (finding: CheckupFinding) => void },
  io: CliIo,
): Promise<boolean> {
  for (let waited = 0, asked = false; ; waited += leavePollMs) {
    try {
      return await runCheckup(profile, options, io);
    } catch (error) {
      if (!isMailError(error, 'engine.busyElsewhere') || waited >= leaveMaxMs) throw error;
      if (!asked && !(await askToLeave(profile, io))) throw error;
      asked = true;
      await sleep(systemClock, leavePollMs, io);
    }
  }
}

/** False when somebody else is joined to the engine. */
async function askToLeave(profile: string, io: CliIo): Promise<boolean> {
  return io.engine.use({ profile }, async (engine) => {
    if ((await engine.call(engineStatus, {}, io)).clients > 1) return false;
    await engine.call(engineQuit, {}, io);
    return true;
  });
}
