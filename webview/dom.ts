/** A piece of the page that shows one item and can show it again after it has changed. */
export interface View<Item> {
  readonly node: HTMLElement;
  update(item: Item): void;
}

interface Parts {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly children?: readonly Node[];
}

/** Makes an element. Text is always text: nothing that comes from a model or a vendor is ever read as markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  parts: Parts = {},
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name);
  if (parts.class !== undefined) node.className = parts.class;
  for (const [key, value] of Object.entries(parts.attributes ?? {})) node.setAttribute(key, value);
  if (parts.text !== undefined) node.textContent = parts.text;
  node.append(...(parts.children ?? []));
  return node;
}

/** Makes a part of a drawing. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly Node[] = [],
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}

/** A text that only a screen reader meets. */
export function hiddenText(text = ''): HTMLElement {
  return element('span', { class: 'visually-hidden', text });
}

/** Changes a text only when it is another one, so that a screen reader and a selection are left in peace. */
export function setText(node: Element, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Changes an attribute only when it is another one. */
export function setAttribute(node: Element, name: string, value: string): void {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

/** Takes away an attribute that an element of the library would give itself. What was there once and is not, it leaves so. */
export function removeForGood(node: Element, name: string): void {
  node.setAttribute(name, '');
  node.removeAttribute(name);
}

/** Shows or hides without taking the node out. */
export function setVisible(node: HTMLElement, visible: boolean): void {
  if (node.hidden === visible) node.hidden = !visible;
}

/** Sets a variable of the style sheet through the object model, which a content security policy allows. */
export function setVariable(node: HTMLElement, name: string, value: string): void {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

/** Keeps one child for each item, by key: what stays is updated in place and keeps its focus and its open state. */
export function keyedList<Item>(
  parent: HTMLElement,
  keyOf: (item: Item) => string,
  create: (item: Item) => View<Item>,
): (items: readonly Item[]) => void {
  let views = new Map<string, View<Item>>();
  return (items) => {
    const next = new Map<string, View<Item>>();
    for (const item of items) {
      const key = keyOf(item);
      next.set(key, views.get(key) ?? create(item));
    }
    for (const [key, view] of views) if (!next.has(key)) view.node.remove();
    views = next;
    const focused = parent.contains(document.activeElement) ? document.activeElement : null;
    items.forEach((item, position) => {
      const view = next.get(keyOf(item));
      if (view === undefined) return;
      const present = parent.children[position] ?? null;
      if (present !== view.node) parent.insertBefore(view.node, present);
      view.update(item);
    });
    // A node that is moved loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true });
  };
}

/** The head of a table. The roles are named, because the narrow layout takes the table display away. */
export function tableHead(labels: readonly string[]): HTMLElement {
  const cells = labels.map((text) => element('th', { text, attributes: { scope: 'col', role: 'columnheader' } }));
  const row = element('tr', { attributes: { role: 'row' }, children: cells });
  return element('thead', { attributes: { role: 'rowgroup' }, children: [row] });
}

/** A body cell that carries its column's label for the narrow layout. */
export function cell(label: string, text: string, name = ''): HTMLTableCellElement {
  return element('td', { class: name, text, attributes: { role: 'cell', 'data-label': label } });
}
