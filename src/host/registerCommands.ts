import { commands as editorCommands } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Command, CommandContext } from './command.ts';

/** Makes commands of VS Code. What they throw becomes a notice; what they take long for shows progress. */
export function registerCommands<C extends CommandContext>(table: readonly Command<C>[], context: C): Disposable {
  const registered = new DisposableList();
  for (const command of table) {
    registered.add(editorCommands.registerCommand(command.id, (...given) => runCommand(command, context, given)));
  }
  return registered;
}

async function runCommand<C extends CommandContext>(
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
