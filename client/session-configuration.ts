import * as vscode from 'vscode';
import type { EditorModel, NetworkSettings, SessionConfiguration } from '../server/protocol/index.ts';
import { isRecord } from '../server/protocol/outline.ts';
import { settingsInForce } from './settings.ts';
import { isChinese } from './words/l10n.ts';

/** The language of our own texts: Chinese where VS Code speaks it, otherwise English. */
export function windowLocale(): 'en' | 'zh-cn' {
  return isChinese(vscode.env.language) ? 'zh-cn' : 'en';
}

export interface ConfigurationParts {
  readonly manifest: unknown;
  readonly isDemo: boolean;
  readonly editorModels: readonly EditorModel[];
}

/** Everything the daemon must know of this window, as it is now. */
export function sessionConfiguration({ manifest, isDemo, editorModels }: ConfigurationParts): SessionConfiguration {
  return {
    settings: settingsInForce(manifest),
    fleet: isDemo ? 'simulated' : 'configured',
    locale: windowLocale(),
    network: networkSettings(),
    editorModels: [...editorModels],
    hasSecrets: true,
  };
}

/** VS Code's own settings for proxy and certificates: the daemon is another process and would not see them. */
function networkSettings(): NetworkSettings {
  const http = vscode.workspace.getConfiguration('http');
  const proxy = http.get<unknown>('proxy');
  const noProxy = http.get<unknown>('noProxy');
  return {
    ...(typeof proxy === 'string' && proxy !== '' ? { proxy } : {}),
    ...(Array.isArray(noProxy) && noProxy.length > 0 ? { noProxy: noProxy.map(String) } : {}),
    useProxy: http.get<unknown>('proxySupport') !== 'off',
    strictCertificates: http.get<unknown>('proxyStrictSSL') !== false,
    systemCertificates: http.get<unknown>('systemCertificates') !== false,
  };
}

/** A text that is the same for equal configurations, whatever the order in which their parts were written. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1))) : part,
  );
}
