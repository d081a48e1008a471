import type { Handler } from './context.ts';
import { bad, done } from './reply.ts';
import { charsetRefusal, searching } from './searching.ts';
import type { Searched } from './searchMatcher.ts';
import { threadsByReferences } from './threadByReferences.ts';
import { threadsBySubject } from './threadBySubject.ts';
import type { ThreadNode } from './threadNode.ts';

/** RFC 5256 §3 THREAD. */
export const thread: Handler<'THREAD'> = async (context, { uid: byUid, algorithm, charset, key }) => {
  const refusal = charsetRefusal(context, charset);
  if (refusal) return refusal;
  if (algorithm !== 'REFERENCES' && algorithm !== 'ORDEREDSUBJECT') return bad('no such algorithm');
  const found: Searched[] = [];
  for await (const message of searching(context, key, 'keys')) found.push({ ...message, header: '' });
  const roots = algorithm === 'REFERENCES' ? threadsByReferences(found) : threadsBySubject(found);
  context.send(
    `* THREAD${roots.length > 0 ? ' ' : ''}${roots.map((root) => `(${written(root, byUid)})`).join('')}\r\n`,
  );
  return done;
};

/** A line of single answers is a run of numbers, several answers are lists; without recursion along the run, which may be long. */
function written(root: ThreadNode, byUid: boolean): string {
  let text = '';
  let node = root;
  for (;;) {
    const { message, children } = node;
    if (message) text += `${text === '' ? '' : ' '}${byUid ? message.uid : message.sequence}`;
    const [only] = children;
    if (!only) return text;
    if (children.length > 1) {
      return `${text}${text === '' ? '' : ' '}${children.map((child) => `(${written(child, byUid)})`).join('')}`;
    }
    node = only;
  }
}
