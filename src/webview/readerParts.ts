import type { ReaderAttachment, ReaderMessage, ReaderWords, ReceiptChoice } from '../protocol/views/reader.ts';
import { button, element, icon } from './dom.ts';
import { sendingsOf } from './readerSendings.ts';

export type ReaderView = 'mail' | 'text' | 'headers';

export interface ReaderActions {
  openAttachment(index: number): void;
  saveAttachment(index: number): void;
  saveAll(): void;
  showImages(): void;
  source(): void;
  showDialogue(sending: string): void;
  answerReceipt(answer: ReceiptChoice): void;
  setView(view: ReaderView): void;
  toggleColours(): void;
}

/** What of the body the header's buttons mirror. */
export interface BodyState {
  readonly view: ReaderView;
  readonly adapted: boolean;
  readonly canAdapt: boolean;
}

const recipientsShown = 3;

/** Everything above the body, and how it follows the body's state. */
export function headerOf(
  message: ReaderMessage,
  words: ReaderWords,
  actions: ReaderActions,
): { element: HTMLElement; reflect: (state: BodyState) => void } {
  const views = viewsOf(message, words, actions);
  const head = element(
    'header',
    {},
    element('h1', {}, message.subject || words.noSubject),
    element(
      'div',
      { class: 'who' },
      element('div', { class: 'people' }, senderOf(message, words), recipientsOf(message, words)),
      element(
        'div',
        { class: 'aside' },
        element('time', { datetime: message.dateIso, title: message.dateTitle }, message.dateText),
        views.element,
      ),
    ),
    element('div', { id: 'sendings' }, sendingsOf(message.sendings, words, actions.showDialogue)),
    warningsOf(message, words),
    receiptOf(message, words, actions),
    attachmentsOf(message.attachments, words, actions),
    imagesOf(message, words, actions),
  );
  return { element: head, reflect: views.reflect };
}

/** A page with one sentence: loading, or what went wrong and what mends it. */
export function noteOf(text: string, words?: ReaderWords, details = '', tryAgain?: () => void): HTMLElement {
  const note = element('div', { class: 'note', role: tryAgain ? 'alert' : 'status' }, element('p', {}, text));
  if (words && tryAgain) note.append(button(words.tryAgain, tryAgain, { class: 'primary' }));
  if (words && details !== '')
    note.append(element('details', {}, element('summary', {}, words.details), element('pre', {}, details)));
  return note;
}

/** The icons that the page uses, by code point of the codicon font. */
export function codiconRules(): string {
  return Object.entries(codePoints)
    .map(([name, point]) => `.codicon-${name}::before{content:"\\${point}"}`)
    .join('');
}

const codePoints: { readonly [name: string]: string } = {
  warning: 'ea6c',
  file: 'ea7b',
  'file-pdf': 'eaeb',
  'file-media': 'eaea',
  'file-zip': 'eaef',
  'file-code': 'eae9',
  mail: 'eb1c',
  calendar: 'eab0',
  save: 'eb4b',
  'color-mode': 'eac6',
  send: 'ec0f',
  pass: 'eba4',
  'pass-filled': 'ebb3',
  error: 'ea87',
  clock: 'ea82',
  question: 'eb32',
  eye: 'ea70',
  trash: 'ea81',
};

function senderOf({ from }: ReaderMessage, words: ReaderWords): HTMLElement {
  const [sender] = from;
  if (!sender) return element('div', { class: 'sender' }, element('strong', {}, words.noSender));
  return element(
    'div',
    { class: 'sender' },
    element('bdi', { class: 'name' }, sender.name || sender.address),
    sender.name === '' ? null : ' ',
    sender.name === '' ? null : element('bdi', { class: 'address' }, `<${sender.address}>`),
  );
}

function recipientsOf(message: ReaderMessage, words: ReaderWords): HTMLElement {
  const line = (label: string, people: ReaderMessage['to']) => {
    if (people.length === 0) return null;
    const row = element('div', { class: 'recipients' }, element('span', { class: 'label' }, label), ' ');
    people.slice(0, recipientsShown).forEach((person, index) => {
      row.append(index > 0 ? ', ' : '', personOf(person));
    });
    const more = people.slice(recipientsShown);
    if (more.length > 0) {
      const label = words.moreRecipients.replace('{count}', String(more.length));
      const open = button(label, () => open.replaceWith(...more.flatMap((person) => [', ', personOf(person)])), {
        class: 'link',
      });
      row.append(' ', open);
    }
    return row;
  };
  return element('div', {}, line(words.to, message.to), line(words.cc, message.cc));
}

function personOf({ name, address }: { name: string; address: string }): HTMLElement {
  return element('bdi', { title: address }, name || address);
}

function viewsOf(message: ReaderMessage, words: ReaderWords, actions: ReaderActions) {
  const group = element('div', { class: 'views', role: 'group', 'aria-label': words.views });
  const choices: [ReaderView, string][] = [['mail', words.viewMail]];
  if (!message.isText) choices.push(['text', words.viewText]);
  choices.push(['headers', words.viewHeaders]);
  const buttons = choices.map(([view, label]) => {
    const made = button(label, () => actions.setView(view), { 'aria-pressed': 'false' });
    group.append(made);
    return [view, made] as const;
  });
  group.append(button(words.viewSource, () => actions.source()));
  const colours = button(
    words.originalColours,
    () => actions.toggleColours(),
    { class: 'colours' },
    icon('color-mode'),
  );
  group.append(colours);
  const reflect = (state: BodyState) => {
    for (const [view, made] of buttons) made.setAttribute('aria-pressed', String(view === state.view));
    colours.hidden = !state.canAdapt || state.view !== 'mail';
    colours.setAttribute('aria-pressed', String(!state.adapted));
  };
  return { element: group, reflect };
}

function warningsOf({ warnings }: ReaderMessage, words: ReaderWords): HTMLElement | null {
  if (warnings.length === 0) return null;
  return element(
    'ul',
    { class: 'warnings' },
    ...warnings.map(({ text, why }) => {
      const sentence = element('span', {}, text);
      const line = element('li', {}, icon('warning'), sentence);
      if (why === '') return line;
      const more = element('p', { class: 'why', hidden: '' }, why);
      const toggle = button(
        words.why,
        () => {
          more.hidden = !more.hidden;
          toggle.setAttribute('aria-expanded', String(!more.hidden));
        },
        { class: 'link', 'aria-expanded': 'false' },
      );
      sentence.append(' ', toggle);
      line.append(more);
      return line;
    }),
  );
}

function attachmentsOf(
  attachments: readonly ReaderAttachment[],
  words: ReaderWords,
  actions: ReaderActions,
): HTMLElement | null {
  if (attachments.length === 0) return null;
  const list = element('ul', { class: 'attachments', 'aria-label': words.attachments });
  for (const one of attachments) {
    list.append(
      element(
        'li',
        {},
        button(
          `${words.open}: ${one.label}`,
          () => actions.openAttachment(one.index),
          { class: 'card' },
          icon(one.icon),
          element('bdi', { class: 'file' }, one.name),
          ' ',
          element('span', { class: 'size' }, one.sizeText),
        ),
        button(
          `${words.save}: ${one.label}`,
          () => actions.saveAttachment(one.index),
          { class: 'quiet' },
          icon('save'),
        ),
      ),
    );
  }
  if (attachments.length > 1)
    list.append(
      element(
        'li',
        { class: 'all' },
        button(words.saveAll, () => actions.saveAll(), { class: 'link' }),
      ),
    );
  return list;
}

/** Nothing is sent but by a button here. */
function receiptOf({ receipt }: ReaderMessage, words: ReaderWords, actions: ReaderActions): HTMLElement | null {
  if (!receipt) return null;
  const line = element('div', { class: 'images', id: 'receipt' }, icon('eye'), element('span', {}, receipt.text));
  const choices: readonly (readonly [ReceiptChoice, string])[] = [
    ['send', words.sendReceipt],
    ['decline', receipt.canSend ? words.noReceipt : words.hideReceipt],
    ['never', words.neverReceipt],
  ];
  for (const [choice, label] of choices)
    if (choice !== 'send' || receipt.canSend)
      line.append(button(label, () => actions.answerReceipt(choice), { class: 'link' }));
  return line;
}

function imagesOf({ images }: ReaderMessage, words: ReaderWords, actions: ReaderActions): HTMLElement | null {
  if (!images) return null;
  const line = element('div', { class: 'images' }, icon('file-media'), element('span', {}, images.text));
  if (images.canShow) line.append(button(words.showImages, () => actions.showImages(), { class: 'link' }));
  return line;
}
