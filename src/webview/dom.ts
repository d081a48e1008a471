/** Small steps with the page's own elements. Text is set as text, never as markup. */

type Child = Node | string | null | undefined;

/** An element with attributes and children. A value of `null` leaves the attribute out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: { readonly [name: string]: string | null } = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(key, value);
  for (const child of children) if (child !== null && child !== undefined) made.append(child);
  return made;
}

/** An element that must be in the page. */
export function required(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/** A codicon: decoration, so silent for screen readers. */
export function icon(name: string): HTMLElement {
  return element('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

export function button(
  label: string,
  onClick: () => void,
  attributes: { readonly [name: string]: string | null } = {},
  ...children: readonly Child[]
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, ...(children.length > 0 ? children : [label]));
  if (children.length > 0) {
    made.setAttribute('aria-label', label);
    made.title = label;
  }
  made.addEventListener('click', onClick);
  return made;
}

/** The element inside a frame that an event began at. Nodes of a frame are of another realm, so `instanceof` won't do. */
export function eventElement(event: Event): Element | null {
  const node = event.target as Node | null;
  return node === null ? null : node.nodeType === 1 ? (node as Element) : node.parentElement;
}
