import { defineCommand } from '../host/command.ts';
import { commandTexts } from '../texts/notices.ts';
import type { Context } from './context.ts';

/** Asks for words and shows what was found in the Messages view. Throws `search.badQuery`. */
export const searchMail = defineCommand({
  id: 'mailroom.searchMail',
  async run({ ask, notify, messages, searches, editor, t }: Context, _options, given) {
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
    const onShown = () => void editor.run('mailroom.messages.focus');
    await notify.progress(t(commandTexts.searching), ({ signal }) => searches.show(query.trim(), { signal, onShown }));
  },
});
