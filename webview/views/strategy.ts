import type { StrategyId } from '../../server/protocol/index.ts';
import { feedback } from '../controls/feedback.ts';
import { element, setText, type View } from '../dom.ts';
import { HeldValue } from '../held-value.ts';
import { icon } from '../icons.ts';
import { wordFor } from '../texts.ts';
import type { Scene, Tools } from '../tools.ts';

/** Milliseconds without a key after which a strategy chosen by keyboard is sent: the arrows pass over others on their way. */
const keyboardPauseMs = 600;

/** Which strategy picks the models, and what each of them does. */
export function strategyView(tools: Tools): View<Scene> {
  const { texts } = tools.format;
  const name = element('span', { class: 'card-value' });
  const line = element('span', { class: 'quiet' });
  const told = feedback(tools);
  const held = new HeldValue<string>();
  const ids = Object.keys(texts.strategies);
  const choices = ids.map((id) => choice(tools, id));
  let current = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  let inHand = false;

  const chosen = (): string | undefined => choices.find(({ input }) => input.checked)?.id;
  const show = (id: string): void => {
    setText(name, wordFor(texts.strategies, id));
    setText(line, wordFor(texts.strategyLines, id));
    for (const { id: each, input } of choices) input.checked = each === id;
  };
  const send = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    inHand = false;
    const id = chosen();
    if (!isStrategy(id, texts.strategies) || id === held.over(current, tools.now())) return;
    held.hold(id, current);
    const result = await tools.act({ type: 'setStrategy', strategy: id });
    held.settle(result.ok, tools.now());
    told.show(result);
    if (!inHand) show(held.over(current, tools.now()));
  };
  const list = element('div', {
    class: 'choices',
    attributes: { role: 'radiogroup', 'aria-label': texts.strategy },
    children: choices.map(({ node }) => node),
  });
  let byKeyboard = false;
  list.addEventListener('keydown', () => {
    byKeyboard = true;
  });
  list.addEventListener('pointerdown', () => {
    byKeyboard = false;
  });
  list.addEventListener('change', () => {
    inHand = true;
    const id = chosen();
    if (id !== undefined) show(id);
    clearTimeout(timer);
    if (byKeyboard) timer = setTimeout(() => void send(), keyboardPauseMs);
    else void send();
  });
  list.addEventListener('focusout', ({ relatedTarget }) => {
    if (timer !== undefined && !(relatedTarget instanceof Node && list.contains(relatedTarget))) void send();
  });
  const summary = element('summary', {
    children: [
      icon('chevronRight'),
      element('span', {
        class: 'card-words',
        children: [element('span', { class: 'fact-label', text: texts.strategy }), name, line],
      }),
    ],
  });
  const node = element('details', { class: 'card strategy', children: [summary, list, told.node] });
  tools.open.bind(node, 'strategy');
  return {
    node,
    update({ snapshot, mayChange, nowMs }) {
      current = snapshot.strategy;
      for (const { input } of choices) input.disabled = !mayChange;
      if (!inHand) show(held.over(current, nowMs));
    },
  };
}

interface Choice {
  readonly id: string;
  readonly node: HTMLElement;
  readonly input: HTMLInputElement;
}

function choice({ format: { texts } }: Tools, id: string): Choice {
  const input = element('input', { attributes: { type: 'radio', name: 'strategy', value: id } });
  const node = element('label', {
    class: 'choice',
    children: [
      input,
      element('span', {
        class: 'choice-words',
        children: [
          element('span', { text: wordFor(texts.strategies, id) }),
          element('span', { class: 'quiet', text: wordFor(texts.strategyLines, id) }),
        ],
      }),
    ],
  });
  return { id, node, input };
}

function isStrategy(id: string | undefined, known: Readonly<Record<string, string>>): id is StrategyId {
  return id !== undefined && Object.hasOwn(known, id);
}
