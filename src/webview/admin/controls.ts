import { element } from '../dom.ts';

type Cell = Node | string;

/**
 * A table that becomes a list of cards on a phone. The roles stand in the markup because another `display` would take
 * them away. `headings` name the cells on a card, too.
 */
export function table(caption: string, headings: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement {
  const head = headings.map((heading) => element('th', { scope: 'col', role: 'columnheader' }, heading));
  const body = rows.map((cells) => {
    const made = cells.map((cell, index) => {
      const name = element('span', { class: 'label', 'aria-hidden': 'true' }, headings[index] ?? '');
      return element('td', { role: 'cell' }, name, element('div', {}, cell));
    });
    return element('tr', { role: 'row' }, ...made);
  });
  return element(
    'table',
    { role: 'table', 'aria-label': caption },
    element('thead', { role: 'rowgroup' }, element('tr', { role: 'row' }, ...head)),
    element('tbody', { role: 'rowgroup' }, ...body),
  );
}

/**
 * Puts new children into a place, and the focus where it was: on the control of the same name, else on the first one that
 * works in the row of the same number. Whoever goes by keyboard is not thrown back to the top.
 */
export function redraw(host: HTMLElement, ...children: readonly HTMLElement[]): void {
  const focused = document.activeElement;
  const had = focused !== null && host.contains(focused) ? focused : null;
  const name = had?.getAttribute('aria-label') ?? null;
  const row = had ? [...host.querySelectorAll('tbody tr')].findIndex((one) => one.contains(had)) : -1;
  host.replaceChildren(...children);
  if (!had) return;
  const same = [...host.querySelectorAll<HTMLElement>('[aria-label]')].find(
    (one) => name !== null && one.getAttribute('aria-label') === name && !one.matches('table'),
  );
  const near = host.querySelectorAll('tbody tr')[row]?.querySelector<HTMLElement>('td:last-child button');
  (same ?? near)?.focus();
}

/** A switch with its name. `onChange` gets the wish; a refusal sets it back by drawing anew. */
export function toggle(name: string, on: boolean, onChange: ((on: boolean) => void) | undefined): HTMLElement {
  const input = element('input', {
    type: 'checkbox',
    role: 'switch',
    'aria-label': name,
    disabled: onChange ? null : '',
  });
  input.checked = on;
  input.addEventListener('change', () => onChange?.(input.checked));
  return input;
}

export function select(
  name: string,
  choices: readonly (readonly [value: string, label: string])[],
  chosen: string,
  onChange: ((value: string) => void) | undefined,
): HTMLSelectElement {
  const options = choices.map(([value, label]) =>
    element('option', { value, selected: value === chosen ? '' : null }, label),
  );
  const made = element('select', { 'aria-label': name, disabled: onChange ? null : '' }, ...options);
  made.addEventListener('change', () => onChange?.(made.value));
  return made;
}

/** A field with its name above. */
export function field(
  name: string,
  attributes: { readonly [name: string]: string | null },
): {
  readonly label: HTMLElement;
  readonly input: HTMLInputElement;
} {
  const input = element('input', attributes);
  return { label: element('label', {}, element('span', {}, name), input), input };
}

/** A form whose submission stays in the page. */
export function form(
  children: readonly HTMLElement[],
  submit: string,
  onSubmit: () => void,
  ...more: readonly HTMLElement[]
): HTMLFormElement {
  const buttons = element(
    'div',
    { class: 'buttons' },
    element('button', { type: 'submit', class: 'primary' }, submit),
    ...more,
  );
  const made = element('form', { novalidate: null }, ...children, buttons);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    onSubmit();
  });
  return made;
}

/** A dialog over the page, with a way out by Escape and by its own button. Removed when it closes. */
export function openDialog(title: string, content: (close: () => void) => HTMLElement): void {
  const dialog = element('dialog', { 'aria-label': title });
  const close = () => dialog.close();
  dialog.append(element('h2', {}, title), content(close));
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
