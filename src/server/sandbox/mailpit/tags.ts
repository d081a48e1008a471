/** Tags, as Mailpit answers them: `/api/v1/tags`. */
import type { CaptureFeed } from '../captureFeed.ts';
import { type ApiAnswer, type ApiRequest, badField, fieldsOf, json, plainText, words } from '../request.ts';
import { named } from './messages.ts';

export function listTags(feed: CaptureFeed): ApiAnswer {
  return json(feed.tags().map(({ tag }) => tag));
}

/** Replaces the tags of the mails named. */
export async function setTags(feed: CaptureFeed, request: ApiRequest): Promise<ApiAnswer> {
  const fields = await fieldsOf(request);
  const ids = words(fields, 'ids');
  if (ids.length === 0) throw badField('ids');
  feed.setTags(named(feed, ids), words(fields, 'tags'));
  return plainText('ok');
}

export async function renameTag(feed: CaptureFeed, request: ApiRequest, tag: string): Promise<ApiAnswer> {
  const { name } = await fieldsOf(request);
  if (typeof name !== 'string' || name.trim() === '') throw badField('name');
  feed.renameTag(tag, name);
  return plainText('ok');
}

export function deleteTag(feed: CaptureFeed, tag: string): ApiAnswer {
  feed.renameTag(tag, undefined);
  return plainText('ok');
}
