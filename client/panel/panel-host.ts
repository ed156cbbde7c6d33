import type { PanelCommand, PanelHost } from '../../server/protocol/index.ts';
import type { LinkState } from '../app.ts';
import { isChinese } from '../words/l10n.ts';

/** The command of the editor behind each command of the panel. */
export const editorCommands: Readonly<Record<PanelCommand, string>> = {
  setApiKey: 'videogenius.setApiKey',
  startDemo: 'videogenius.startDemo',
  stopDemo: 'videogenius.stopDemo',
  restartDaemon: 'videogenius.restartDaemon',
  showLog: 'videogenius.showLog',
  openSettings: 'workbench.action.openSettings',
  showTrace: 'videogenius.showRequestTrace',
  generateScript: 'videogenius.generateScript',
  manageTrust: 'workbench.trust.manage',
  setBudget: 'videogenius.setBudget',
  showCosts: 'videogenius.showCosts',
};

/** How the window stands, as far as the panel shows it. */
export interface HostSituation {
  readonly link: LinkState;
  readonly isDemo: boolean;
  readonly isTrusted: boolean;
  /** Language of the editor, such as `zh-cn`. */
  readonly language: string;
}

/** How the panel stands in the editor. Changes made in the demo are not written: its models are in no settings. */
export function panelHost({ link, isDemo, isTrusted, language }: HostSituation): PanelHost {
  return {
    kind: 'editor',
    connection: link.kind,
    message: link.kind === 'failed' ? link.message : '',
    fleet: isDemo ? 'simulated' : 'configured',
    trusted: isTrusted,
    changes: isDemo ? 'session' : 'settings',
    commands: Object.keys(editorCommands),
    locale: isChinese(language) ? 'zh-cn' : 'en',
  };
}
