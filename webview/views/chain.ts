import type { ModelId } from '../../server/protocol/index.ts';
import { iconButton, rename } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, keyedList, setText, setVisible, type View } from '../dom.ts';
import { HeldValue } from '../held-value.ts';
import { icon } from '../icons.ts';
import type { Scene, Tools } from '../tools.ts';
import { acceptDrops, type Link, linkView, type Moves } from './chain-link.ts';

/** Chains are compared and held as text, so that the same order is the same value. */
const written = (chain: readonly ModelId[]): string => JSON.stringify(chain);

/** The order in which models are tried after a failure; to be changed by dragging, by buttons, by keyboard. */
export function chainView(tools: Tools): View<Scene> {
  const { texts } = tools.format;
  const route = element('span', { class: 'card-value' });
  const line = element('span', { class: 'quiet' });
  const summary = element('summary', {
    children: [
      icon('chevronRight'),
      element('span', {
        class: 'card-words',
        children: [element('span', { class: 'fact-label', text: texts.chain }), route, line],
      }),
    ],
  });
  const help = element('p', { class: 'quiet', text: texts.chainHelp });
  const list = element('ol', { class: 'chain' });
  const told = feedback(tools);
  const held = new HeldValue<readonly ModelId[]>();
  let current: readonly ModelId[] = [];
  let scene: Scene | undefined;

  const shown = (): readonly ModelId[] => held.over(current, tools.now());
  const change = async (chain: readonly ModelId[], news: string): Promise<void> => {
    if (written(chain) === written(shown())) return;
    held.hold(chain, current);
    show();
    tools.announce(news);
    const result = await tools.act({ type: 'setFallbackChain', fallbackChain: [...chain] });
    held.settle(result.ok, tools.now());
    told.show(result);
    show();
  };
  const moves: Moves = {
    moveTo(modelId, place) {
      const rest = shown().filter((each) => each !== modelId);
      const target = Math.max(0, Math.min(rest.length, place));
      void change(rest.toSpliced(target, 0, modelId), texts.moved(modelId, target + 1, rest.length + 1));
    },
    remove(modelId) {
      const place = shown().indexOf(modelId);
      void change(
        shown().filter((each) => each !== modelId),
        texts.removed(modelId),
      );
      // The button that was pressed is gone: the focus goes to its successor.
      const next = list.children[Math.min(place, list.children.length - 1)]?.querySelector('[data-act="remove"]');
      if (next instanceof HTMLElement) next.focus();
      else picker.focus();
    },
  };
  const showLinks = keyedList(
    list,
    (link: Link) => link.modelId,
    () => linkView(tools, moves),
  );
  acceptDrops(list, moves);

  const picker = element('select', { class: 'select', attributes: { 'aria-label': texts.addToChain } });
  const add = iconButton('add', texts.addToChain, () => {
    const modelId = picker.value;
    if (modelId !== '') void change([...shown(), modelId], texts.added(modelId));
  });
  const adder = element('div', { class: 'adder', children: [picker, add] });
  const fillPicker = (modelIds: readonly ModelId[]): void => {
    const key = modelIds.join(' ');
    if (picker.dataset.models === key) return;
    picker.dataset.models = key;
    const option = (value: string, text: string): HTMLElement => element('option', { text, attributes: { value } });
    picker.replaceChildren(option('', texts.addModel), ...modelIds.map((modelId) => option(modelId, modelId)));
  };

  const lineFor = (chain: readonly ModelId[], failover: boolean): string => {
    if (!failover) return texts.chainOff;
    return chain.length === 0 ? texts.chainEmpty : texts.chainLine;
  };
  const show = (): void => {
    if (scene === undefined) return;
    const { snapshot, mayChange } = scene;
    const chain = shown();
    const known = snapshot.models.map(({ modelId }) => modelId);
    setText(route, chain.length === 0 ? texts.chainNone : chain.join(texts.arrow));
    setText(line, lineFor(chain, snapshot.failoverEnabled));
    setVisible(help, chain.length > 1 && mayChange);
    showLinks(
      chain.map((modelId, place) => ({
        modelId,
        place,
        amount: chain.length,
        known: known.includes(modelId),
        mayChange,
      })),
    );
    setVisible(list, chain.length > 0);
    const others = known.filter((modelId) => !chain.includes(modelId));
    fillPicker(others);
    picker.disabled = !mayChange;
    add.disabled = !mayChange;
    setVisible(adder, others.length > 0);
    rename(add, texts.addToChain);
  };
  const node = element('details', { class: 'card chain-card', children: [summary, help, list, adder, told.node] });
  tools.open.bind(node, 'chain');
  return {
    node,
    update(next) {
      scene = next;
      // The same order is kept as the same value, so that a held change knows whether the state has moved.
      if (written(current) !== written(next.snapshot.fallbackChain)) current = next.snapshot.fallbackChain;
      show();
    },
  };
}
