import type { Command, CommandContext } from './command.ts';

/** Runs a command with what VS Code handed over. Never throws: what the command throws becomes a notice. */
export type CommandRunner<C extends CommandContext> = (command: Command<C>, given: readonly unknown[]) => Promise<void>;

/** One for a window: it knows what is under way, so that a command with `joins` is run once at a time. */
export function createCommandRunner<C extends CommandContext>(context: C): CommandRunner<C> {
  const underWay = new Map<string, Promise<void>>();
  return (command, given) => {
    if (!command.joins) return runOnce(command, context, given);
    const joined = underWay.get(command.id);
    if (joined) return joined;
    const running = runOnce(command, context, given).finally(() => underWay.delete(command.id));
    underWay.set(command.id, running);
    return running;
  };
}

async function runOnce<C extends CommandContext>(
  command: Command<C>,
  context: C,
  given: readonly unknown[],
): Promise<void> {
  const run = async (options: Parameters<typeof command.run>[1]) => command.run(context, options, ...given);
  try {
    if (command.busy) await context.notify.progress(context.t(command.busy), run);
    else await run({ signal: new AbortController().signal, onProgress() {} });
  } catch (error) {
    context.notify.error(error);
  }
}
