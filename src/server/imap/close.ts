import { type Handler, viewOf } from './context.ts';
import { expungeDeleted } from './expunge.ts';
import { done } from './reply.ts';

/** RFC 9051 §6.4.1: takes what is \Deleted along, without a word about it. */
export const close: Handler<'CLOSE'> = (context) => {
  const view = viewOf(context);
  if (!view.readOnly) expungeDeleted(context, view, () => true);
  context.view = undefined;
  return done;
};

/** RFC 3691: the same and keeps what is \Deleted. */
export const unselect: Handler<'UNSELECT'> = (context) => {
  context.view = undefined;
  return done;
};
