import { type FileDecoration, type FileDecorationProvider, ThemeColor, Uri } from 'vscode';
import type { MessageRow } from '../protocol/records.ts';
import { hasFlag, isUnread } from './messageText.ts';

/** The scheme of the URIs that carry a row's marks to the decoration provider. Nothing opens them. */
export const messageScheme = 'mailroom-message';

/** Names a message and its marks: when a mark changes, the URI does, and VS Code asks for the decoration anew. */
export function markUri(row: MessageRow): Uri {
  const marks = [isUnread(row) ? 'u' : '', hasFlag(row, '\\Flagged') ? 'f' : '', row.hasAttachment ? 'a' : ''].join('');
  return Uri.from({ scheme: messageScheme, path: `/${row.id}`, query: marks });
}

/** Unread rows in their own colour, a star for flagged, a clip for attachments. Label highlights would look like search hits. */
export const messageMarks: FileDecorationProvider = {
  provideFileDecoration(uri): FileDecoration | undefined {
    if (uri.scheme !== messageScheme || uri.query === '') return undefined;
    const has = (mark: string) => uri.query.includes(mark);
    const badge = `${has('f') ? '★' : ''}${has('a') ? '📎' : ''}`;
    return {
      propagate: false,
      ...(badge ? { badge } : {}),
      ...(has('u') ? { color: new ThemeColor('mailroom.unreadForeground') } : {}),
    };
  },
};
