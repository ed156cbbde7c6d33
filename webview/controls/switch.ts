import { element } from '../dom.ts';
import { HeldValue } from '../held-value.ts';
import type { Tools } from '../tools.ts';
import type { ActionResult } from '../transport.ts';
import type { Feedback } from './feedback.ts';

interface SwitchItem {
  readonly name: string;
  readonly on: boolean;
  readonly mayChange: boolean;
  readonly nowMs: number;
}

/** A native checkbox that looks and speaks like a switch. */
export function toggleSwitch(
  tools: Tools,
  told: Feedback,
  change: (on: boolean) => Promise<ActionResult>,
): { readonly node: HTMLInputElement; update(item: SwitchItem): void } {
  const node = element('input', { class: 'switch', attributes: { type: 'checkbox', role: 'switch' } });
  const held = new HeldValue<boolean>();
  let item: SwitchItem | undefined;
  const show = (): void => {
    if (item !== undefined) node.checked = held.over(item.on, tools.now());
  };
  node.addEventListener('change', async () => {
    if (item === undefined) return;
    held.hold(node.checked, item.on);
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
      if (node.getAttribute('aria-label') !== next.name) {
        node.setAttribute('aria-label', next.name);
        node.title = next.name;
      }
      show();
    },
  };
}
