import { commands as editorCommands } from 'vscode';
import { type Disposable, DisposableList } from '../base/dispose.ts';
import type { Command, CommandContext } from './command.ts';
import { createCommandRunner } from './runCommand.ts';

/** Makes commands of VS Code. What they throw becomes a notice; what they take long for shows progress. */
export function registerCommands<C extends CommandContext>(table: readonly Command<C>[], context: C): Disposable {
  const registered = new DisposableList();
  const run = createCommandRunner(context);
  for (const command of table) {
    registered.add(editorCommands.registerCommand(command.id, (...given) => run(command, given)));
  }
  return registered;
}
