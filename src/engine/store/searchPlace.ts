/**
 * Where a message stands in the full-text index. Each word of the index lists the places of its messages by their
 * distances, so that places lie close together: one a minute, not 2²⁰ a second as row ids of messages do, which takes a
 * third of the room. A message takes the place of its sort date or a free one after it: never one before.
 */
import { perSecond } from './sortDate.ts';

const placeSeconds = 64;

/** The place that a message would like. */
export function placeFor(rowId: number): number {
  return Math.floor(rowId / perSecond / placeSeconds);
}

/** Messages in places before this one have row ids below this. */
export function rowIdBefore(place: number): number {
  return place * placeSeconds * perSecond;
}
