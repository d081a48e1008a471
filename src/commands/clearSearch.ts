import { defineCommand } from '../host/command.ts';
import type { Context } from './context.ts';

/** Back from a search to the folder. */
export const clearSearch = defineCommand({
  id: 'mailroom.clearSearch',
  run: ({ messages }: Context) => messages.clearSearch(),
});
