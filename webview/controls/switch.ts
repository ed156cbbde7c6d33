import { element, hiddenText, setText } from '../dom.ts';
import type { VscodeCheckbox } from '../elements.ts';
import '../elements.ts';
import { HeldValue } from '../held-value.ts';
import type { Tools } from '../tools.ts';
import type { ActionResult } from '../transport.ts';
import { pressOnce } from './buttons.ts';
import type { Feedback } from './feedback.ts';

interface SwitchItem {
  readonly name: string;
  readonly on: boolean;
  readonly mayChange: boolean;
  readonly nowMs: number;
}

/** Something that is on or off. Its name is heard, and shown to a resting pointer. */
export function toggleSwitch(
  tools: Tools,
  told: Feedback,
  change: (on: boolean) => Promise<ActionResult>,
): { readonly node: HTMLElement; update(item: SwitchItem): void } {
  const name = hiddenText();
  const node = element('vscode-checkbox', { class: 'switch', children: [name] });
  node.toggle = true;
  pressOnce(node);
  // The element does not hear when the input inside it is pressed itself, as assistive technology does it.
  void node.updateComplete.then(() =>
    inputOf(node)?.addEventListener('change', ({ target }) => {
      node.checked = target instanceof HTMLInputElement && target.checked;
      node.dispatchEvent(new Event('change', { bubbles: true }));
    }),
  );
  /** Nor does it tell that input what was decided elsewhere, or that it is disabled. */
  const tellInput = async (): Promise<void> => {
    await node.updateComplete;
    const input = inputOf(node);
    if (input === undefined) return;
    input.checked = node.checked;
    input.disabled = node.disabled;
    // Once disabled, the element stays out of the reach of the Tab key after it is enabled again.
    if (!node.disabled) node.removeAttribute('tabindex');
  };
  const held = new HeldValue<boolean>();
  let item: SwitchItem | undefined;
  const show = (): void => {
    if (item === undefined) return;
    node.checked = held.over(item.on, tools.now());
    void tellInput();
  };
  node.addEventListener('change', async () => {
    if (item === undefined) return;
    held.hold(node.checked, item.on);
    void tellInput();
    const result = await change(node.checked);
    held.settle(result.ok, tools.now());
    told.show(result);
    show();
  });
  return {
    node,
    update(next) {
      item = next;
      node.disabled = !next.mayChange;
      setText(name, next.name);
      node.title = next.name;
      show();
    },
  };
}

/** The input inside the element; there from the first drawing on. */
function inputOf(node: VscodeCheckbox): HTMLInputElement | undefined {
  return node.shadowRoot?.querySelector('input') ?? undefined;
}
