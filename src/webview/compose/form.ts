import type { ComposeAction, ComposeForm, ComposeWords, RecipientField } from '../../protocol/views/compose.ts';
import { button, element, icon } from '../dom.ts';
import { Chips } from './chips.ts';
import { choiceField, LineField } from './lines.ts';

export interface FormActions {
  header(name: string, values: readonly string[]): void;
  complete(prefix: string, show: (contacts: readonly string[]) => void): void;
  act(action: ComposeAction): void;
}

/** The fields above the page: they show what the document says, and ask for it to be changed. */
export class Form {
  readonly element: HTMLElement;
  readonly #words: ComposeWords;
  readonly #actions: FormActions;
  readonly #recipients: { readonly [K in 'to' | 'cc' | 'bcc' | 'replyTo']: Chips };
  readonly #from: ReturnType<typeof choiceField>;
  readonly #subject: LineField;
  readonly #sendAt: LineField;
  readonly #priority: ReturnType<typeof choiceField>;
  readonly #receipt: HTMLInputElement;
  readonly #files: HTMLElement;
  readonly #filesRow: HTMLElement;
  /** Reply-To, priority, time and receipt, each in its row. */
  readonly #options: readonly HTMLElement[];
  readonly #more: HTMLButtonElement;
  readonly #send: HTMLButtonElement;
  readonly #trouble: HTMLElement;
  #isOpen = false;
  #form: ComposeForm | undefined;

  constructor(words: ComposeWords, actions: FormActions) {
    this.#words = words;
    this.#actions = actions;
    this.#recipients = {
      to: this.#chips('to', 'to'),
      cc: this.#chips('cc', 'cc'),
      bcc: this.#chips('bcc', 'bcc'),
      replyTo: this.#chips('reply-to', 'replyTo'),
    };
    const { header } = actions;
    this.#from = choiceField('from', this.#word('from'), (value) => header('from', [value]));
    this.#subject = new LineField('subject', this.#word('subject'), '', (value) => header('subject', [value]));
    this.#sendAt = new LineField('send-at', this.#word('sendAt'), this.#word('sendAtHint'), (value) =>
      header('send-at', [value]),
    );
    this.#priority = choiceField('priority', this.#word('priority'), (value) => header('priority', [value]));
    this.#priority.select.append(
      element('option', { value: 'high' }, this.#word('priorityHigh')),
      element('option', { value: '' }, this.#word('priorityNormal')),
      element('option', { value: 'low' }, this.#word('priorityLow')),
    );
    this.#receipt = element('input', { type: 'checkbox', id: 'field-receipt' });
    this.#receipt.addEventListener('change', () => header('receipt', this.#receipt.checked ? ['yes'] : []));
    this.#files = element('ul', { class: 'files', 'aria-label': this.#word('attachments') });
    const label = element('span', { class: 'label' }, this.#word('attachments'));
    this.#filesRow = element('div', { class: 'row', 'data-field': 'attach', hidden: '' }, label, this.#files);
    this.#options = this.#optionRows();
    this.#more = button(this.#word('moreFields'), () => this.#toggle(), { class: 'quiet', 'data-action': 'more' });
    this.#send = this.#action('send', 'send', 'primary');
    this.#trouble = element('p', { class: 'trouble', role: 'status' });
    this.element = this.#rows();
    this.#reflectRows();
  }

  show(form: ComposeForm): void {
    this.#form = form;
    const { to, cc, bcc, replyTo } = this.#recipients;
    to.show(form.to);
    cc.show(form.cc);
    bcc.show(form.bcc);
    replyTo.show(form.replyTo);
    this.#showSenders(form);
    this.#subject.show(form.subject);
    this.#sendAt.show(form.sendAt);
    this.#priority.select.value = form.priority;
    this.#receipt.checked = form.receipt;
    this.#showFiles(form);
    this.#reflectRows();
    const [problem = ''] = form.problems;
    this.#send.disabled = problem !== '';
    this.#send.title = problem === '' ? this.#word('send') : this.#word('sendOff').replace('{problem}', () => problem);
    if (this.#trouble.textContent !== problem) this.#trouble.textContent = problem;
  }

  /** What is still being typed in a field goes to the document. */
  flush(): void {
    for (const field of Object.values(this.#recipients)) field.commit();
    this.#subject.flush();
    this.#sendAt.flush();
  }

  #word(name: string): string {
    return this.#words[name] ?? name;
  }

  #chips(field: RecipientField, label: string): Chips {
    return new Chips({
      field,
      label: this.#word(label),
      words: this.#words,
      onChange: (entries) => this.#actions.header(field, [entries.join('; ')]),
      complete: this.#actions.complete,
    });
  }

  #action(action: ComposeAction, sign: string, look: string): HTMLButtonElement {
    const label = this.#word(action);
    return button(label, () => this.#actions.act(action), { class: look, 'data-action': action }, icon(sign), label);
  }

  #rows(): HTMLElement {
    const { to, cc, bcc } = this.#recipients;
    const commands = element(
      'div',
      { class: 'commands' },
      this.#send,
      this.#action('schedule', 'calendar', 'quiet'),
      this.#action('attach', 'attach', 'quiet'),
      this.#action('preview', 'open-preview', 'quiet'),
      this.#more,
      this.#trouble,
    );
    const rows = [
      this.#from.row,
      to.row,
      cc.row,
      bcc.row,
      this.#subject.row,
      ...this.#options,
      this.#filesRow,
      commands,
    ];
    const form = element('form', { class: 'fields', novalidate: '' }, ...rows);
    form.addEventListener('submit', (event) => event.preventDefault());
    return form;
  }

  #optionRows(): readonly HTMLElement[] {
    const check = element('label', { class: 'check', for: 'field-receipt' }, this.#receipt, this.#word('receipt'));
    const receipt = element(
      'div',
      { class: 'row', 'data-field': 'receipt' },
      element('span', { class: 'label' }),
      check,
    );
    return [this.#recipients.replyTo.row, this.#priority.row, this.#sendAt.row, receipt];
  }

  #toggle(): void {
    this.#isOpen = !this.#isOpen;
    this.#reflectRows();
  }

  /** Fields that few mails need come when they are asked for, or when they hold something. */
  #reflectRows(): void {
    const form = this.#form;
    const open = this.#isOpen;
    this.#recipients.cc.row.hidden = !open && (form?.cc.length ?? 0) === 0;
    this.#recipients.bcc.row.hidden = !open && (form?.bcc.length ?? 0) === 0;
    const used = form
      ? [form.replyTo.length > 0, form.priority !== '', form.sendAt !== '', form.receipt]
      : [false, false, false, false];
    this.#options.forEach((row, index) => {
      row.hidden = !open && used[index] !== true;
    });
    this.#more.textContent = this.#word(open ? 'fewerFields' : 'moreFields');
    this.#more.setAttribute('aria-expanded', String(open));
  }

  #showSenders({ from, senders }: ComposeForm): void {
    const { select } = this.#from;
    const key = JSON.stringify(senders);
    if (select.dataset['senders'] !== key) {
      select.dataset['senders'] = key;
      const none = element('option', { value: '' }, this.#word('noSender'));
      const choices = senders.map(({ value, label }) => element('option', { value }, label));
      select.replaceChildren(...(choices.length > 0 ? choices : [none]));
    }
    select.value = from === '' ? (senders[0]?.value ?? '') : from;
  }

  /** Who removes one by the keyboard goes on at the next. */
  #showFiles({ attach }: ComposeForm): void {
    const focused = [...this.#files.children].findIndex((file) => file.contains(document.activeElement));
    this.#listFiles(attach);
    if (focused < 0) return;
    const next = this.#files.children[Math.min(focused, attach.length - 1)]?.querySelector<HTMLElement>('button');
    (next ?? this.element.querySelector<HTMLElement>('[data-action="attach"]'))?.focus();
  }

  #listFiles(attach: ComposeForm['attach']): void {
    this.#filesRow.hidden = attach.length === 0;
    this.#files.replaceChildren(
      ...attach.map(({ name, sizeText, problem }, index) => {
        const label = this.#word('removeAttachment').replace('{name}', () => name);
        const rest = attach.filter((_, at) => at !== index).map(({ reference }) => reference);
        return element(
          'li',
          { class: problem === '' ? 'file' : 'file bad', title: problem || name },
          icon(problem === '' ? 'attach' : 'warning'),
          element(
            'span',
            { class: 'name' },
            element('bdi', {}, name),
            element('span', { class: 'size' }, problem || sizeText),
          ),
          button(label, () => this.#actions.header('attach', rest), { class: 'cross' }, icon('close')),
        );
      }),
    );
  }
}
