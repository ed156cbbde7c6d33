import { element, removeForGood } from '../dom.ts';
import type { VscodeProgressRing } from '../elements.ts';
import '../elements.ts';

/** Something runs. What it is stands beside the ring as text, so it says nothing itself, least of all as an alarm. */
export function progressRing(): VscodeProgressRing {
  const node = element('vscode-progress-ring', { class: 'icon', attributes: { role: 'presentation' } });
  for (const name of ['aria-live', 'aria-label']) removeForGood(node, name);
  node.setAttribute('aria-hidden', 'true');
  return node;
}
