import type { ModelId } from '../../server/protocol/index.ts';
import { iconButton, rename } from '../controls/buttons.ts';
import { element, setText, setVisible, type View } from '../dom.ts';
import { icon } from '../icons.ts';
import type { Tools } from '../tools.ts';

/** One model of the fallback chain. */
export interface Link {
  readonly modelId: ModelId;
  readonly place: number;
  readonly amount: number;
  /** Whether there is such a model. */
  readonly known: boolean;
  readonly mayChange: boolean;
}

export interface Moves {
  /** Puts a model at a place, counted from 0 among the others. */
  moveTo(modelId: ModelId, place: number): void;
  remove(modelId: ModelId): void;
}

/** A type of our own, so that nothing else that is dragged over the panel is taken for a model. */
const dragType = 'application/x-videogenius-model';

export function linkView(tools: Tools, moves: Moves): View<Link> {
  const { texts } = tools.format;
  let link: Link | undefined;
  const move = (by: number): void => {
    if (link !== undefined) moves.moveTo(link.modelId, link.place + by);
  };
  const grip = element('span', { class: 'grip', attributes: { 'aria-hidden': 'true' }, children: [icon('gripper')] });
  const number = element('span', { class: 'link-place number' });
  const name = element('span', { class: 'link-name' });
  const unknown = element('span', { class: 'quiet', text: texts.notAModel });
  const up = iconButton('arrowUp', '', () => move(-1));
  const down = iconButton('arrowDown', '', () => move(1));
  const remove = iconButton('close', '', () => {
    if (link !== undefined) moves.remove(link.modelId);
  });
  remove.dataset.act = 'remove';
  const node = element('li', { class: 'link', children: [grip, number, name, unknown, up, down, remove] });
  node.addEventListener('dragstart', (event) => {
    if (link === undefined || event.dataTransfer === null) return;
    event.dataTransfer.setData(dragType, link.modelId);
    event.dataTransfer.effectAllowed = 'move';
    node.dataset.dragged = '';
  });
  node.addEventListener('dragend', () => {
    delete node.dataset.dragged;
  });
  return {
    node,
    update(next) {
      link = next;
      const { modelId, place, amount, known, mayChange } = next;
      node.draggable = mayChange;
      setText(number, tools.format.count(place + 1));
      setText(name, modelId);
      setVisible(unknown, !known);
      rename(up, texts.moveEarlier(modelId));
      rename(down, texts.moveLater(modelId));
      rename(remove, texts.removeFromChain(modelId));
      // At an end of the chain the button stays in the tab order: the focus is not lost when a model arrives there.
      up.setAttribute('aria-disabled', String(place === 0));
      down.setAttribute('aria-disabled', String(place === amount - 1));
      for (const button of [up, down, remove]) button.disabled = !mayChange;
    },
  };
}

/** Lets links be dropped on their list; a line shows where one would land. */
export function acceptDrops(list: HTMLElement, moves: Moves): void {
  const clear = (): void => {
    for (const child of list.children) child.removeAttribute('data-drop');
  };
  /** The links without the dragged one, and how many of them are above the pointer. */
  const target = (pointerY: number) => {
    const others = [...list.children].filter((child) => !child.hasAttribute('data-dragged'));
    const place = others.filter((child) => {
      const box = child.getBoundingClientRect();
      return pointerY > box.top + box.height / 2;
    }).length;
    return { others, place };
  };
  list.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes(dragType) !== true) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    clear();
    const { others, place } = target(event.clientY);
    const before = others[place];
    if (before !== undefined) before.setAttribute('data-drop', 'before');
    else others.at(-1)?.setAttribute('data-drop', 'after');
  });
  list.addEventListener('dragleave', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && list.contains(relatedTarget))) clear();
  });
  list.addEventListener('drop', (event) => {
    const modelId = event.dataTransfer?.getData(dragType) ?? '';
    if (modelId === '') return;
    event.preventDefault();
    const { place } = target(event.clientY);
    clear();
    moves.moveTo(modelId, place);
  });
}
