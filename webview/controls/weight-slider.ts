import { element, setText, setVariable } from '../dom.ts';
import { HeldValue } from '../held-value.ts';
import type { Tools } from '../tools.ts';
import type { Feedback } from './feedback.ts';

const greatest = 2;
const step = 0.05;
/** Milliseconds without a key after which a weight set by keyboard is sent: one change, not ten. */
const keyboardPauseMs = 600;

interface WeightItem {
  readonly modelId: string;
  readonly weight: number;
  readonly mayChange: boolean;
  readonly nowMs: number;
}

/** How much a model is preferred, 0 to 2. Sent when the hand lets go; otherwise it follows the state. */
export function weightSlider(
  tools: Tools,
  told: Feedback,
): { readonly node: HTMLElement; update(item: WeightItem): void } {
  const { format } = tools;
  const { texts } = format;
  const input = element('input', {
    class: 'slider',
    attributes: { type: 'range', min: '0', max: String(greatest), step: String(step) },
  });
  const output = element('output', { class: 'number weight-value', attributes: { 'aria-hidden': 'true' } });
  const label = element('span', { class: 'fact-label', text: texts.weight, attributes: { 'aria-hidden': 'true' } });
  const node = element('div', { class: 'weight', children: [label, input, output] });
  const held = new HeldValue<number>();
  let item: WeightItem | undefined;
  let inHand = false;
  let byKeyboard = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (weight: number): void => {
    if (Number(input.value) !== weight) input.value = String(weight);
    const text = format.decimal(weight, 2);
    setText(output, text);
    setVariable(input, '--share', String(weight / greatest));
    node.toggleAttribute('data-never', weight === 0);
    const spoken = weight === 0 ? texts.weightNever : texts.weightOf(text, String(greatest));
    if (input.getAttribute('aria-valuetext') !== spoken) input.setAttribute('aria-valuetext', spoken);
  };
  const send = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    inHand = false;
    if (item === undefined) return;
    // The steps of a range are not exact in binary: 0.15000000000000002.
    const weight = Math.round(Number(input.value) * 100) / 100;
    if (weight === held.over(item.weight, tools.now())) return;
    held.hold(weight, item.weight);
    const result = await tools.act({ type: 'setWeight', modelId: item.modelId, weight });
    held.settle(result.ok, tools.now());
    told.show(result);
    if (!inHand) show(held.over(item.weight, tools.now()));
  };
  input.addEventListener('pointerdown', () => {
    byKeyboard = false;
  });
  input.addEventListener('keydown', () => {
    byKeyboard = true;
  });
  input.addEventListener('input', () => {
    inHand = true;
    show(Number(input.value));
  });
  input.addEventListener('change', () => {
    clearTimeout(timer);
    if (byKeyboard) timer = setTimeout(() => void send(), keyboardPauseMs);
    else void send();
  });
  input.addEventListener('blur', () => {
    if (timer !== undefined) void send();
  });
  return {
    node,
    update(next) {
      item = next;
      input.disabled = !next.mayChange;
      input.setAttribute('aria-label', texts.weightFor(next.modelId));
      if (!inHand) show(held.over(next.weight, next.nowMs));
    },
  };
}
