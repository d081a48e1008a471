import { messagePreview } from '../../protocol/methods/messagePreview.ts';
import { handle } from '../handler.ts';

export const handleMessagePreview = handle(messagePreview, async ({ messageSources, renderer }, { id }, { signal }) => {
  const body = await messageSources.cached(id);
  return { preview: body ? await renderer.preview(body, { key: id }, { signal }) : null };
});
