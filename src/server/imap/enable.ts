import type { Enabled, Handler, ImapContext } from './context.ts';
import { done } from './reply.ts';

const known: readonly Enabled[] = ['CONDSTORE', 'QRESYNC', 'UTF8=ACCEPT', 'IMAP4rev2'];

/** RFC 5161. What is not known here is left out of the answer. */
export const enable: Handler<'ENABLE'> = (context, { capabilities }) => {
  const wanted = known.filter((name) => capabilities.includes(name.toUpperCase()));
  const fresh = wanted.filter((name) => !context.enabled.has(name));
  for (const name of fresh) context.enabled.add(name);
  // RFC 7162 §3.2.3: QRESYNC is CONDSTORE as well.
  if (context.enabled.has('QRESYNC')) context.enabled.add('CONDSTORE');
  context.send(`* ENABLED${fresh.map((name) => ` ${name}`).join('')}\r\n`);
  return done;
};

/** RFC 7162 §3.1: whoever asks for a mod-sequence hears of them from then on. */
export function tellsModSeq({ enabled }: ImapContext): boolean {
  return enabled.has('CONDSTORE');
}

/** Mailbox names and quoted strings go as UTF-8 (RFC 6855 §3, RFC 9051 §5.1). */
export function speaksUtf8({ enabled }: Pick<ImapContext, 'enabled'>): boolean {
  return enabled.has('UTF8=ACCEPT') || enabled.has('IMAP4rev2');
}
