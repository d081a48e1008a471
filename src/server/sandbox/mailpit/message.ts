/** One mail, as Mailpit answers it: `/api/v1/message/{ID}…` and `/view/{ID}.html|txt`; the ID may be `latest`. */
import type { CaptureFeed } from '../captureFeed.ts';
import { type ApiAnswer, json, plainText } from '../request.ts';
import { headersShape, messageShape, partOf, viewHtml, viewText } from './shapes.ts';

/** Also marks the mail read. */
export function getMessage(feed: CaptureFeed, id: string): ApiAnswer {
  const mail = feed.get(id);
  const shape = messageShape(mail, feed.bytes(mail));
  if (!mail.isRead) feed.setRead([mail], true);
  return json(shape);
}

export function getHeaders(feed: CaptureFeed, id: string): ApiAnswer {
  return json(headersShape(feed.bytes(feed.get(id))));
}

export function getRaw(feed: CaptureFeed, id: string): ApiAnswer {
  return { body: { type: 'text/plain; charset=utf-8', bytes: feed.bytes(feed.get(id)) } };
}

export function getPart(feed: CaptureFeed, id: string, partId: string): ApiAnswer {
  const part = partOf(feed.bytes(feed.get(id)), partId);
  if (!part) return plainText('404 page not found', 404);
  const name = part.name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  return {
    headers: {
      'content-disposition': `inline; filename="${name}"`,
      // A stranger's file: nothing in it runs as a page of this server.
      'content-security-policy': "default-src 'none'; sandbox",
    },
    body: { type: /^[\w.+-]+\/[\w.+-]+$/.test(part.type) ? part.type : 'application/octet-stream', bytes: part.bytes },
  };
}

/** A stranger's page: it may show itself and its own pictures, and run nothing. */
export function getHtml(feed: CaptureFeed, id: string): ApiAnswer {
  const mail = feed.get(id);
  const html = viewHtml(mail.id, feed.bytes(mail));
  if (html === '') return plainText('This message does not contain a HTML part', 404);
  const policy = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox";
  return {
    headers: { 'content-security-policy': policy },
    body: { type: 'text/html; charset=utf-8', bytes: html },
  };
}

export function getText(feed: CaptureFeed, id: string): ApiAnswer {
  return plainText(viewText(feed.bytes(feed.get(id))));
}
