import { element } from './dom.ts';

/** Milliseconds between two announcements to a screen reader. */
const announceEveryMs = 3000;

/** The one place where news are put for a screen reader. Never faster than it can be read; what came together is said together. */
export function createAnnouncer(): { readonly node: HTMLElement; announce(text: string): void } {
  const node = element('p', { class: 'visually-hidden', attributes: { role: 'status', 'aria-live': 'polite' } });
  let waiting: string[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const speak = (): void => {
    timer = undefined;
    if (waiting.length === 0) return;
    node.textContent = waiting.join(' ');
    waiting = [];
    timer = setTimeout(speak, announceEveryMs);
  };
  return {
    node,
    announce(text) {
      if (text === '' || waiting.includes(text)) return;
      waiting.push(text);
      if (timer === undefined) speak();
    },
  };
}
