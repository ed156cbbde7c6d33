import { element } from '../dom.ts';
import type { VscodeBadge } from '../elements.ts';
import '../elements.ts';

/** A short word in a frame beside what it says something about; `outline` is the quieter one. */
export function badge(text: string, kind: 'filled' | 'outline' = 'filled'): VscodeBadge {
  return element('vscode-badge', {
    class: kind === 'outline' ? 'badge outline' : 'badge',
    text,
    attributes: { variant: 'counter' },
  });
}
