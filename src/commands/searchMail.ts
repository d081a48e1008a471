import { defineCommand } from '../host/command.ts';
import { pageMaxRows } from '../protocol/limits.ts';
import { messageSearch } from '../protocol/methods/messageSearch.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Asks for words and shows what was found in the Messages view. Throws `search.badQuery`. */
export const searchMail = defineCommand({
  id: 'mailroom.searchMail',
  async run({ ask, engine, notify, messages, editor, t }: Context, _options, given) {
    const query =
      typeof given === 'string'
        ? given
        : await ask.text({
            title: t(commandTexts.searchTitle),
            prompt: t(commandTexts.searchPrompt),
            placeholder: t(commandTexts.searchPlaceholder),
            value: messages.search?.query ?? '',
          });
    if (!query?.trim()) return;
    const result = await notify.progress(t(commandTexts.searching), (options) =>
      engine.call(messageSearch, { query: query.trim(), limit: pageMaxRows }, options),
    );
    messages.showSearch({ ...result, query: query.trim() });
    await editor.run('mailroom.messages.focus');
  },
});
