import type { Translate } from '../texts/translate.ts';
import type { Editor } from './editor.ts';
import type { EngineCaller, Progress } from './engineConnection.ts';
import type { Notices } from './notices.ts';
import type { Prompts } from './prompts.ts';
import type { Selection } from './selection.ts';

/** What every command can have. `commands/context.ts` adds the views, the drafts and the secrets. */
export interface CommandContext {
  readonly engine: EngineCaller;
  readonly selection: Selection;
  readonly notify: Notices;
  readonly ask: Prompts;
  readonly editor: Editor;
  readonly t: Translate;
}

/** `signal` aborts when the person cancels. `onProgress` shows in the progress notification of a command with `busy`. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/**
 * A command of the palette, a menu or a key. `run` throws coded errors: whoever registers it turns them into sentences.
 * With `busy` (a sentence of `texts/`) a progress notification with Cancel appears once it takes a second. With `joins` a
 * second run while one is under way in this window is that run: one progress, one outcome.
 */
export interface Command<C extends CommandContext = CommandContext> {
  readonly id: `mailroom.${string}`;
  readonly busy?: string;
  readonly joins?: boolean;
  run(context: C, options: RunOptions, ...given: readonly unknown[]): Promise<void> | void;
}

/**
 * Declares a command. What VS Code hands over (`clicked`, `selected`) arrives as `unknown`: rows are told apart by
 * `items.ts`. A command that needs more than {@link CommandContext} says so: `run({ reader }: Context, …)`.
 */
export function defineCommand<C extends CommandContext = CommandContext>(command: Command<C>): Command<C> {
  return command;
}
