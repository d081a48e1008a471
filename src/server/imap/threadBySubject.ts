import type { Searched } from './searchMatcher.ts';
import { sentDate } from './sort.ts';
import type { ThreadNode } from './threadNode.ts';

/** RFC 5256 §3 ORDEREDSUBJECT: messages of one base subject by date, the first the parent of all others; threads by their first. */
export function threadsBySubject(messages: readonly Searched[]): ThreadNode[] {
  const bySubject = new Map<string, Searched[]>();
  for (const message of [...messages].sort(byDate)) {
    const thread = bySubject.get(message.subject);
    if (thread) thread.push(message);
    else bySubject.set(message.subject, [message]);
  }
  return [...bySubject.values()].map(([message, ...others]) => ({
    message,
    children: others.map((other) => ({ message: other, children: [] })),
  }));
}

function byDate(a: Searched, b: Searched): number {
  return sentDate(a) - sentDate(b) || a.sequence - b.sequence;
}
