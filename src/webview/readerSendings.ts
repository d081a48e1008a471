import type { ReaderSending, ReaderWords } from '../protocol/views/reader.ts';
import { button, element, icon } from './dom.ts';

/** So many recipients are shown at once; those who need attention come first. */
const recipientsShown = 5;

/** What became of a mail of ours: a line for each sending with the way to its dialogue, a row for each recipient. */
export function sendingsOf(
  sendings: readonly ReaderSending[],
  words: ReaderWords,
  showDialogue: (sending: string) => void,
): HTMLElement | null {
  if (sendings.length === 0) return null;
  const block = element('section', { class: 'sendings', 'aria-label': words.sendings });
  for (const sending of sendings) {
    const head = element('div', { class: 'sending' }, icon('send'), element('span', {}, sending.text));
    head.append(button(words.showDialogue, () => showDialogue(sending.id), { class: 'link' }));
    block.append(head, recipientsOf(sending, words));
    if (sending.hint !== '') block.append(element('p', { class: 'why' }, sending.hint));
  }
  return block;
}

function recipientsOf({ recipients }: ReaderSending, words: ReaderWords): HTMLElement {
  const list = element('ul', {}, ...recipients.slice(0, recipientsShown).map(recipientRow));
  const more = recipients.slice(recipientsShown);
  if (more.length > 0) {
    const label = words.moreRecipients.replace('{count}', String(more.length));
    const line = element('li', {});
    line.append(button(label, () => line.replaceWith(...more.map(recipientRow)), { class: 'link' }));
    list.append(line);
  }
  return list;
}

function recipientRow({ address, icon: name, tone, text }: ReaderSending['recipients'][number]): HTMLElement {
  return element(
    'li',
    { class: tone },
    icon(name),
    element('bdi', { class: 'to' }, address),
    ' ',
    element('span', { class: 'fate' }, text),
  );
}
