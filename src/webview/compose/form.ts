import { systemClock } from '../../base/clock.ts';
import type { Disposable } from '../../base/dispose.ts';
import type { ComposeAction, ComposeForm, ComposeWords, RecipientField } from '../../protocol/views/compose.ts';
import { button, element, icon } from '../dom.ts';
import { type Chips, createChips } from './chips.ts';

/** The fields above the page: they show what the document says, and ask for it to be changed. */

export interface FormActions {
  header(name: string, values: readonly string[]): void;
  complete(prefix: string, show: (contacts: readonly string[]) => void): void;
  act(action: ComposeAction): void;
}

export interface Form {
  readonly element: HTMLElement;
  show(form: ComposeForm): void;
  /** What is still being typed in a field goes to the document. */
  flush(): void;
}

/** Typing in a line rests this long before it goes to the document, ms. */
const restMs = 300;

export function createForm(words: ComposeWords, actions: FormActions): Form {
  const word = (name: string) => words[name] ?? name;
  const chips = (field: RecipientField, label: string): Chips =>
    createChips({
      field,
      label: word(label),
      words,
      onChange: (entries) => actions.header(field, [entries.join('; ')]),
      complete: actions.complete,
    });
  const fields = {
    to: chips('to', 'to'),
    cc: chips('cc', 'cc'),
    bcc: chips('bcc', 'bcc'),
    replyTo: chips('reply-to', 'replyTo'),
  };
  const from = selectRow('from', word('from'), (value) => actions.header('from', [value]));
  const subject = lineRow('subject', word('subject'), '', (value) => actions.header('subject', [value]));
  const sendAt = lineRow('send-at', word('sendAt'), word('sendAtHint'), (value) => actions.header('send-at', [value]));
  const priority = selectRow('priority', word('priority'), (value) =>
    actions.header('priority', value === '' ? [] : [value]),
  );
  priority.select.append(
    element('option', { value: 'high' }, word('priorityHigh')),
    element('option', { value: '' }, word('priorityNormal')),
    element('option', { value: 'low' }, word('priorityLow')),
  );
  const receipt = element('input', { type: 'checkbox', id: 'field-receipt' });
  receipt.addEventListener('change', () => actions.header('receipt', receipt.checked ? ['yes'] : []));
  const files = element('ul', { class: 'files', 'aria-label': word('attachments') });
  const filesRow = element(
    'div',
    { class: 'row', 'data-field': 'attach', hidden: '' },
    element('span', { class: 'label' }, word('attachments')),
    files,
  );
  const options = element(
    'div',
    { class: 'options', hidden: '' },
    fields.replyTo.row,
    priority.row,
    sendAt.row,
    element(
      'div',
      { class: 'row' },
      element('span', { class: 'label' }),
      element('label', { class: 'check', for: 'field-receipt' }, receipt, word('receipt')),
    ),
  );
  const more = moreButton(options, [fields.cc.row, fields.bcc.row], word);
  const send = button(
    word('send'),
    () => actions.act('send'),
    { class: 'primary', 'data-action': 'send' },
    icon('send'),
    word('send'),
  );
  const trouble = element('p', { class: 'trouble', role: 'status' });
  const commands = element(
    'div',
    { class: 'commands' },
    send,
    button(
      word('schedule'),
      () => actions.act('schedule'),
      { class: 'quiet', 'data-action': 'schedule' },
      icon('calendar'),
      word('schedule'),
    ),
    button(
      word('attach'),
      () => actions.act('attach'),
      { class: 'quiet', 'data-action': 'attach' },
      icon('attach'),
      word('attach'),
    ),
    button(
      word('preview'),
      () => actions.act('preview'),
      { class: 'quiet', 'data-action': 'preview' },
      icon('open-preview'),
      word('preview'),
    ),
    more.button,
    trouble,
  );
  const made = element(
    'form',
    { class: 'fields', novalidate: '' },
    from.row,
    fields.to.row,
    fields.cc.row,
    fields.bcc.row,
    subject.row,
    options,
    filesRow,
    commands,
  );
  made.addEventListener('submit', (event) => event.preventDefault());
  return {
    element: made,
    show(form) {
      fields.to.show(form.to);
      fields.cc.show(form.cc);
      fields.bcc.show(form.bcc);
      fields.replyTo.show(form.replyTo);
      showSenders(from.select, form);
      subject.show(form.subject);
      sendAt.show(form.sendAt);
      priority.select.value = form.priority;
      receipt.checked = form.receipt;
      showFiles(files, form, words, actions);
      filesRow.hidden = form.attach.length === 0;
      more.reflect(form);
      const [problem = ''] = form.problems;
      send.disabled = problem !== '';
      send.title = problem === '' ? word('send') : word('sendOff').replace('{problem}', problem);
      if (trouble.textContent !== problem) trouble.textContent = problem;
    },
    flush() {
      for (const field of Object.values(fields)) field.commit();
      subject.flush();
      sendAt.flush();
    },
  };
}

/** Fields that few mails need come when they are asked for, or when they hold something. */
function moreButton(options: HTMLElement, rows: readonly HTMLElement[], word: (name: string) => string) {
  const state = { open: false };
  const made = button(word('moreFields'), () => set(!state.open), {
    class: 'quiet',
    'aria-expanded': 'false',
    'data-action': 'more',
  });
  const used = { cc: false, bcc: false, options: false };
  const set = (open: boolean) => {
    state.open = open;
    reflectRows();
  };
  const reflectRows = () => {
    const [cc, bcc] = rows;
    if (cc) cc.hidden = !(state.open || used.cc);
    if (bcc) bcc.hidden = !(state.open || used.bcc);
    options.hidden = !(state.open || used.options);
    made.textContent = state.open ? word('fewerFields') : word('moreFields');
    made.setAttribute('aria-expanded', String(state.open));
  };
  reflectRows();
  return {
    button: made,
    reflect({ cc, bcc, replyTo, priority, receipt, sendAt }: ComposeForm) {
      used.cc = cc.length > 0;
      used.bcc = bcc.length > 0;
      used.options = replyTo.length > 0 || priority !== '' || receipt || sendAt !== '';
      reflectRows();
    },
  };
}

function selectRow(field: string, label: string, onChange: (value: string) => void) {
  const id = `field-${field}`;
  const select = element('select', { id });
  select.addEventListener('change', () => onChange(select.value));
  return {
    row: element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), select),
    select,
  };
}

function lineRow(field: string, label: string, hint: string, onChange: (value: string) => void) {
  const id = `field-${field}`;
  const input = element('input', { id, type: 'text', class: 'line', placeholder: hint });
  const state: { sent: string; rest: Disposable | undefined } = { sent: '', rest: undefined };
  const flush = () => {
    state.rest?.dispose();
    state.rest = undefined;
    if (input.value === state.sent) return;
    state.sent = input.value;
    onChange(input.value);
  };
  const later = () => {
    state.rest?.dispose();
    state.rest = systemClock.after(restMs, flush);
  };
  input.addEventListener('input', (event) => {
    if (!(event instanceof InputEvent && event.isComposing)) later();
  });
  input.addEventListener('compositionend', later);
  input.addEventListener('blur', flush);
  return {
    row: element('div', { class: 'row', 'data-field': field }, element('label', { for: id }, label), input),
    flush,
    show(value: string) {
      // What is being typed is newer than what the document said.
      if (state.rest || input.value === value) return;
      if (document.activeElement === input && value === state.sent.trim()) return;
      state.sent = value;
      input.value = value;
    },
  };
}

function showSenders(select: HTMLSelectElement, { from, senders }: ComposeForm): void {
  const key = JSON.stringify(senders);
  if (select.dataset['senders'] !== key) {
    select.dataset['senders'] = key;
    select.replaceChildren(...senders.map(({ value, label }) => element('option', { value }, label)));
  }
  select.value = from === '' ? (senders[0]?.value ?? '') : from;
}

function showFiles(list: HTMLElement, { attach }: ComposeForm, words: ComposeWords, actions: FormActions): void {
  list.replaceChildren(
    ...attach.map(({ name, sizeText, problem }, index) => {
      const label = (words['removeAttachment'] ?? '').replace('{name}', name);
      const rest = attach.filter((_, at) => at !== index).map(({ reference }) => reference);
      return element(
        'li',
        { class: problem === '' ? 'file' : 'file bad', title: problem || name },
        icon(problem === '' ? 'attach' : 'warning'),
        element('bdi', {}, name),
        element('span', { class: 'size' }, problem || sizeText),
        button(label, () => actions.header('attach', rest), { class: 'cross' }, icon('close')),
      );
    }),
  );
}
