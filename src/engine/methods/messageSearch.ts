import { isMailError, MailError } from '../../base/errors.ts';
import { messageSearch } from '../../protocol/methods/messageSearch.ts';
import { handle } from '../handler.ts';
import { answerSearch } from '../search/answerSearch.ts';

/** The cache answers at once; what servers find beyond it is among the rows when they can be trusted and reached. */
export const handleMessageSearch = handle(messageSearch, async (context, params, { signal }) => {
  try {
    return await answerSearch(context, params, signal);
  } catch (error) {
    if (!isMailError(error, 'store.damaged')) throw error;
    // The index can be made anew, and the answer says that it is being.
    if (!context.searchIndexer.rebuild(error)) throw new MailError('store.damaged', { cause: error });
    return answerSearch(context, params, signal);
  }
});
