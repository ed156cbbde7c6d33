import * as vscode from 'vscode';
import type { EditorModel, NetworkSettings, SessionConfiguration } from '../server/protocol/index.ts';
import { isRecord } from '../server/protocol/outline.ts';
import { settingsInForce } from './settings.ts';
import { isChinese } from './words/l10n.ts';

/** The language of our own texts: Chinese where VS Code speaks it, otherwise English. */
export function windowLocale(): 'en' | 'zh-cn' {
  return isChinese(vscode.env.language) ? 'zh-cn' : 'en';
}

/** What the configuration is put together from, besides the settings. */
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
  const proxy = ownHttpSetting('proxy');
  const noProxy = ownHttpSetting('noProxy');
  return {
    ...(typeof proxy === 'string' && proxy !== '' ? { proxy } : {}),
    ...(Array.isArray(noProxy) && noProxy.length > 0 ? { noProxy: noProxy.map(String) } : {}),
    useProxy: ownHttpSetting('proxySupport') !== 'off',
    strictCertificates: ownHttpSetting('proxyStrictSSL') !== false,
    systemCertificates: ownHttpSetting('systemCertificates') !== false,
  };
}

/**
 * A setting as the person or an administrator has it. What a folder says does not count, not even a trusted one: the process serves
 * every window, and whoever can choose its proxy and switch off its certificate checks can read the keys of all of them.
 */
function ownHttpSetting(name: string): unknown {
  const http = vscode.workspace.getConfiguration('http');
  const places = http.inspect<unknown>(name);
  const isOfFolder = places?.workspaceValue !== undefined || places?.workspaceFolderValue !== undefined;
  return isOfFolder ? (places?.globalValue ?? places?.defaultValue) : http.get<unknown>(name);
}

/** A text that is the same for equal configurations, whatever the order in which their parts were written. */
export function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1))) : part,
  );
}
