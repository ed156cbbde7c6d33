import { element, setText } from '../dom.ts';
import { changingIcon, type SignName } from '../icons.ts';
import type { Tools } from '../tools.ts';
import type { ActionResult } from '../transport.ts';
import { iconButton } from './buttons.ts';

/** Milliseconds after which a good result leaves by itself. A bad one stays until it is dismissed. */
const goodStaysMs = 20_000;

export interface Feedback {
  readonly node: HTMLElement;
  /** Something runs. */
  busy(text: string): void;
  /** What came of an action. A good result without words clears the place. */
  show(result: ActionResult): void;
}

/** The place beside a control where the results of its actions stand. */
export function feedback(tools: Tools): Feedback {
  const sign = changingIcon();
  const text = element('span', { class: 'feedback-text' });
  const node = element('div', { class: 'feedback' });
  node.hidden = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const clear = (): void => {
    clearTimeout(timer);
    node.hidden = true;
    setText(text, '');
  };
  const dismiss = iconButton('close', tools.format.texts.dismiss, clear);
  node.append(sign.node, text, dismiss);
  const put = (kind: 'busy' | 'good' | 'bad', iconName: SignName, words: string): void => {
    clearTimeout(timer);
    node.hidden = false;
    node.dataset.kind = kind;
    sign.show(iconName);
    setText(text, words);
    dismiss.hidden = kind === 'busy';
  };
  return {
    node,
    busy: (words) => put('busy', 'loading', words),
    show({ ok, message }) {
      if (message === '') {
        clear();
        return;
      }
      put(ok ? 'good' : 'bad', ok ? 'passFilled' : 'error', message);
      tools.announce(message);
      if (ok) timer = setTimeout(clear, goodStaysMs);
    },
  };
}
