import { textButton } from '../controls/buttons.ts';
import { feedback } from '../controls/feedback.ts';
import { element, setText, setVisible, type View } from '../dom.ts';
import { changingIcon, type SignName } from '../icons.ts';
import type { PanelState } from '../state.ts';
import { offers, type Tools } from '../tools.ts';

type Command = 'stopDemo' | 'manageTrust' | 'restartDaemon' | 'showLog' | 'setApiKey' | 'startDemo';

interface Notice {
  readonly kind: 'info' | 'weak' | 'bad' | 'busy';
  readonly text: string;
  readonly detail?: string;
  readonly commands: readonly Command[];
}

const icons: Readonly<Record<Notice['kind'], SignName>> = {
  info: 'info',
  weak: 'warning',
  bad: 'error',
  busy: 'loading',
};

/** A bar with a text and what can be done about it. Commands that the host does not have are left out. */
function bar(tools: Tools, name: string): View<{ readonly notice: Notice | undefined; readonly state: PanelState }> {
  const sign = changingIcon();
  const text = element('p', { class: 'notice-text' });
  const detail = element('p', { class: 'quiet' });
  const actions = element('div', { class: 'notice-actions' });
  const told = feedback(tools);
  const node = element('div', {
    class: `notice ${name}`,
    attributes: { role: 'group' },
    children: [sign.node, element('div', { children: [text, detail] }), actions, told.node],
  });
  const { texts } = tools.format;
  const labels: Readonly<Record<Command, string>> = {
    stopDemo: texts.endDemo,
    manageTrust: texts.manageTrust,
    restartDaemon: texts.restart,
    showLog: texts.showLog,
    setApiKey: texts.setKey,
    startDemo: texts.startDemo,
  };
  let shown = '';
  return {
    node,
    update({ notice, state: { host, line } }) {
      setVisible(node, notice !== undefined);
      if (notice === undefined) {
        shown = '';
        return;
      }
      node.dataset.kind = notice.kind;
      sign.show(name === 'demo' ? 'beaker' : name === 'trust' ? 'untrusted' : icons[notice.kind]);
      setText(text, notice.text);
      setText(detail, notice.detail ?? '');
      setVisible(detail, (notice.detail ?? '') !== '');
      if (shown !== `${notice.kind}${notice.text}`) {
        if (shown !== '' || name === 'connection') tools.announce(notice.text);
        shown = `${notice.kind}${notice.text}`;
      }
      const usable = notice.commands.filter(
        (command) => host !== undefined && offers(host, command) && line === 'live',
      );
      const key = usable.join(' ');
      if (actions.dataset.commands === key) return;
      actions.dataset.commands = key;
      actions.replaceChildren(
        ...usable.map((command, position) =>
          textButton({
            label: command === 'restartDaemon' && host?.connection === 'stopped' ? texts.start : labels[command],
            kind: position === 0 ? 'primary' : 'secondary',
            onClick: async () => told.show(await tools.act({ type: 'command', command })),
          }),
        ),
      );
      setVisible(actions, usable.length > 0);
    },
  };
}

/** What must be known before anything else: how the connection stands, that it is a demo, that the folder is not trusted. */
export function noticesView(tools: Tools): View<PanelState> {
  const connection = bar(tools, 'connection');
  const trust = bar(tools, 'trust');
  const demo = bar(tools, 'demo');
  const { texts } = tools.format;
  return {
    node: element('div', { class: 'notices', children: [connection.node, trust.node, demo.node] }),
    update(state) {
      const { host, snapshot } = state;
      connection.update({ state, notice: connectionNotice(state, tools) });
      trust.update({
        state,
        notice:
          host?.trusted === false ? { kind: 'weak', text: texts.untrusted, commands: ['manageTrust'] } : undefined,
      });
      const simulated = host?.fleet === 'simulated' && (snapshot !== undefined || host.connection === 'running');
      demo.update({
        state,
        notice: simulated ? { kind: 'info', text: texts.demo, commands: ['stopDemo'] } : undefined,
      });
    },
  };
}

function connectionNotice({ line, host, snapshot }: PanelState, { format: { texts } }: Tools): Notice | undefined {
  if (line === 'ended') return { kind: 'bad', text: texts.ended, commands: [] };
  if (line === 'lost') return { kind: 'weak', text: texts.lost, commands: [] };
  if (host === undefined) return { kind: 'busy', text: texts.connecting, commands: [] };
  switch (host.connection) {
    case 'stopped':
      return {
        kind: 'info',
        text: texts.stopped,
        detail: host.message === '' ? texts.stoppedText : host.message,
        commands: ['restartDaemon', 'startDemo', 'showLog'],
      };
    case 'starting':
      return { kind: 'busy', text: texts.starting, detail: host.message, commands: [] };
    case 'failed':
      return {
        kind: 'bad',
        text: texts.failed,
        detail: host.message === '' ? texts.failedText : host.message,
        commands: ['restartDaemon', 'showLog'],
      };
    case 'running':
      if (snapshot === undefined) return { kind: 'busy', text: texts.loading, commands: [] };
      return host.message === '' ? undefined : { kind: 'info', text: host.message, commands: [] };
  }
}

/** What a person sees who has not set up any model yet. */
export function welcomeView(tools: Tools): View<{ readonly shown: boolean; readonly state: PanelState }> {
  const { texts } = tools.format;
  const notice: Notice = {
    kind: 'info',
    text: texts.welcome,
    detail: texts.welcomeText,
    commands: ['setApiKey', 'startDemo'],
  };
  const view = bar(tools, 'welcome');
  return { node: view.node, update: ({ shown, state }) => view.update({ state, notice: shown ? notice : undefined }) };
}
