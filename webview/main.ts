import { sentencesZhCn, vendorNamesZhCn } from '../server/api/texts/zh-cn-sentences.ts';
import { type EditorApi, editorTransport } from './editor-transport.ts';
import { createFormat } from './format.ts';
import { OpenParts } from './open-parts.ts';
import { pageTransport } from './page-transport.ts';
import { createPanel } from './panel.ts';
import { type PanelState, watchState } from './state.ts';
import './style.css';
import { textsFor } from './texts.ts';
import { createTicker, throttled } from './ticker.ts';

declare global {
  /** Present only in a webview of VS Code. */
  var acquireVsCodeApi: (() => EditorApi) | undefined;
}

const catalogZhCn = { ...vendorNamesZhCn, ...sentencesZhCn };

function start(root: HTMLElement): void {
  const editor = globalThis.acquireVsCodeApi?.();
  const pageLanguage = document.documentElement.lang || 'en';
  const transport =
    editor === undefined ? pageTransport(/^zh\b/i.test(pageLanguage) ? 'zh-cn' : 'en') : editorTransport(editor);
  const open = new OpenParts(editor?.getState?.(), (states) => editor?.setState?.({ open: states }));
  let latest: PanelState = { line: 'connecting', host: undefined, snapshot: undefined };
  let language = '';
  let show: ReturnType<typeof createPanel> | undefined;
  const paint = (): void => {
    const wanted = latest.host === undefined ? pageLanguage : latest.host.locale === 'zh-cn' ? 'zh-CN' : 'en';
    if (show === undefined || wanted !== language) {
      language = wanted;
      document.documentElement.lang = wanted;
      const catalog = wanted === 'zh-CN' ? catalogZhCn : {};
      show = createPanel(root, createFormat(wanted, textsFor(wanted), catalog), transport, open);
    }
    plan(show(latest));
  };
  const plan = createTicker(paint);
  const repaint = throttled(paint);
  watchState(transport, (state) => {
    latest = state;
    repaint(undefined);
  });
}

const root = document.getElementById('panel');
if (root !== null) start(root);
