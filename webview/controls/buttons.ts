import { element } from '../dom.ts';
import { type IconName, icon } from '../icons.ts';

interface ButtonParts {
  readonly label: string;
  readonly icon?: IconName;
  /** What a screen reader says when the label alone is not enough. Starts with the label. */
  readonly name?: string;
  readonly kind?: 'primary' | 'secondary' | 'link';
  readonly onClick: () => void;
}

/** A button with a text. */
export function textButton({
  label,
  icon: iconName,
  name,
  kind = 'secondary',
  onClick,
}: ButtonParts): HTMLButtonElement {
  const node = element('button', { class: `button ${kind}`, attributes: { type: 'button' } });
  if (iconName !== undefined) node.append(icon(iconName));
  node.append(element('span', { text: label }));
  if (name !== undefined) node.setAttribute('aria-label', name);
  node.addEventListener('click', onClick);
  return node;
}

/** A small button that shows only an icon; its name is told to a screen reader and to a resting pointer. */
export function iconButton(iconName: IconName, name: string, onClick: () => void): HTMLButtonElement {
  const node = element('button', { class: 'icon-button', attributes: { type: 'button' }, children: [icon(iconName)] });
  rename(node, name);
  node.addEventListener('click', onClick);
  return node;
}

/** Changes the name of a button that shows only an icon. */
export function rename(node: HTMLElement, name: string): void {
  if (node.getAttribute('aria-label') === name) return;
  node.setAttribute('aria-label', name);
  node.title = name;
}

/** A button that works is busy until it is done; it keeps the focus, so it is not disabled meanwhile. */
export function setBusy(node: HTMLElement, busy: boolean): void {
  node.toggleAttribute('data-busy', busy);
  if (busy) node.setAttribute('aria-disabled', 'true');
  else node.removeAttribute('aria-disabled');
}
