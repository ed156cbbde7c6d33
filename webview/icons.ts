import add from '@vscode/codicons/src/icons/add.svg';
import arrowDown from '@vscode/codicons/src/icons/arrow-down.svg';
import arrowUp from '@vscode/codicons/src/icons/arrow-up.svg';
import beaker from '@vscode/codicons/src/icons/beaker.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import debugPause from '@vscode/codicons/src/icons/debug-pause.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import gripper from '@vscode/codicons/src/icons/gripper.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import key from '@vscode/codicons/src/icons/key.svg';
import listTree from '@vscode/codicons/src/icons/list-tree.svg';
import passFilled from '@vscode/codicons/src/icons/pass-filled.svg';
import play from '@vscode/codicons/src/icons/play.svg';
import plug from '@vscode/codicons/src/icons/plug.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import refresh from '@vscode/codicons/src/icons/refresh.svg';
import settings from '@vscode/codicons/src/icons/settings-gear.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import watch from '@vscode/codicons/src/icons/watch.svg';
import untrusted from '@vscode/codicons/src/icons/workspace-untrusted.svg';
import { progressRing } from './controls/progress-ring.ts';

/** Drawings of VS Code's own icon set: as vectors they need no font, so they look the same in both hosts. */
const drawings = {
  add,
  arrowDown,
  arrowUp,
  beaker,
  chevronRight,
  circleSlash,
  close,
  debugPause,
  error,
  gripper,
  info,
  key,
  listTree,
  passFilled,
  play,
  plug,
  question,
  refresh,
  settings,
  untrusted,
  warning,
  watch,
} as const;
export type IconName = keyof typeof drawings;
/** What a changing icon can show: `loading` is a ring that turns. */
export type SignName = IconName | 'loading';

const parsed = new Map<IconName, Node>();

function read(name: IconName): Node {
  const known = parsed.get(name);
  if (known !== undefined) return known;
  const node = new DOMParser().parseFromString(drawings[name], 'image/svg+xml').documentElement;
  node.setAttribute('class', 'icon');
  node.setAttribute('aria-hidden', 'true');
  parsed.set(name, node);
  return node;
}

/** A decoration: what it means stands beside it as text. */
export function icon(name: IconName): Node {
  return document.importNode(read(name), true);
}

/** An icon that can become another one. */
export function changingIcon(): { readonly node: HTMLElement; show(name: SignName): void } {
  const node = document.createElement('span');
  node.className = 'icon-place';
  let shown: SignName | undefined;
  return {
    node,
    show(name) {
      if (shown === name) return;
      shown = name;
      node.dataset.icon = name;
      node.replaceChildren(name === 'loading' ? progressRing() : icon(name));
    },
  };
}
