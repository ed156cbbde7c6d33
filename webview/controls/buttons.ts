import { element, setText } from '../dom.ts';
import { VscodeButton } from '../elements.ts';
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
export function textButton({ label, icon: iconName, name, kind = 'secondary', onClick }: ButtonParts): VscodeButton {
  const node = element('vscode-button', { class: `button ${kind}` });
  node.secondary = kind !== 'primary';
  if (iconName !== undefined) {
    const attributes = { slot: 'content-before' };
    node.append(element('span', { class: 'button-icon', attributes, children: [icon(iconName)] }));
  }
  node.append(element('span', { class: 'button-label', text: label }));
  if (name !== undefined) node.setAttribute('aria-label', name);
  pressOnce(node);
  node.addEventListener('click', () => {
    if (!node.disabled) onClick();
  });
  return node;
}

/** Changes the text of a button. */
export function relabel(node: VscodeButton, label: string): void {
  const place = node.querySelector('.button-label');
  if (place !== null) setText(place, label);
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

/** Switches a button with a text off or on, also for those who only hear it. */
export function setDisabled(node: VscodeButton, disabled: boolean): void {
  node.disabled = disabled;
  tellDisabled(node);
}

/** A button that works is busy until it is done; it keeps the focus, so it is not disabled meanwhile. */
export function setBusy(node: HTMLElement, busy: boolean): void {
  node.toggleAttribute('data-busy', busy);
  tellDisabled(node);
}

function tellDisabled(node: HTMLElement): void {
  const disabled = node.hasAttribute('data-busy') || (node instanceof VscodeButton && node.disabled);
  if (disabled) node.setAttribute('aria-disabled', 'true');
  else node.removeAttribute('aria-disabled');
}

/** The space bar presses once, however long it is held, and does not scroll: what a native control does by itself. */
export function pressOnce(node: HTMLElement): void {
  node.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      if (event.repeat) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
