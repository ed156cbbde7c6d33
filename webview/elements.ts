import { VscodeBadge } from '@vscode-elements/elements/dist/vscode-badge/index.js';
import { VscodeButton } from '@vscode-elements/elements/dist/vscode-button/index.js';
import { VscodeCheckbox } from '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { VscodeProgressRing } from '@vscode-elements/elements/dist/vscode-progress-ring/index.js';

/*
 * The standard controls of the panel, as VS Code draws them. Each brings its own styles; what the panel needs beyond them, and
 * cannot say from outside, is added here once for all that will ever be made.
 */

function style({ elementStyles }: Pick<typeof VscodeBadge, 'elementStyles'>, rules: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  elementStyles.push(sheet);
}

/** The library writes in pixels; text here grows with the size that a person has chosen. */
style(VscodeBadge, ':host([variant]) .root { min-height: 0; padding: 0 6px; font-size: 0.8em; line-height: 1.5; }');

/**
 * A switch of the height of our lines. The library hides the input in a corner; over the whole switch it is what is really pressed,
 * by a finger as by a screen reader.
 */
style(
  VscodeCheckbox,
  `
    :host([toggle]) .wrapper { margin: 0; }
    :host([toggle]) .wrapper, :host([toggle]) .label { min-height: 18px; line-height: 18px; }
    :host([toggle]) .label-inner { padding: 0; }
    :host([toggle]) .icon { width: 32px; height: 18px; }
    :host([toggle]) .thumb { width: 14px; height: 14px; }
    :host([toggle][checked]) .thumb { transform: translateX(14px); }
    :host([toggle]) input { inset: 0; width: 100%; height: 100%; clip: auto; opacity: 0; cursor: inherit; }
    :host([toggle]:focus):host(:not([disabled])) .icon { outline: none; }
    :host([toggle]) .wrapper:has(:focus-visible) { border-radius: 10px; outline: 2px solid var(--focus); outline-offset: 1px; }
    :host([toggle]) .icon, :host([toggle]) .thumb { forced-color-adjust: none; }
    @media (prefers-reduced-motion: reduce) {
      :host([toggle]) .thumb { transition: none; }
    }
  `,
);

/** Without motion a part of the ring stands still. */
style(
  VscodeProgressRing,
  `
    @media (prefers-reduced-motion: reduce) {
      .indeterminate-indicator-1 { animation: none; transition: none; stroke-dasharray: 32px 12px; }
    }
  `,
);

export { VscodeBadge, VscodeButton, VscodeCheckbox, VscodeProgressRing };
