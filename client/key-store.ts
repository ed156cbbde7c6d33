import * as vscode from 'vscode';
import * as z from 'zod/mini';
import type { KeyStore } from './app.ts';

/** Every name in VS Code's key store starts with this; the name of the vendor follows. */
const namePrefix = 'videogenius.key.';

/** What stands under one name: the keys of one vendor by the server they belong to. */
const StoredKeys = z.record(z.string(), z.string());
type StoredKeys = Readonly<Record<string, string>>;

/** Keys in VS Code's own key store, which the operating system protects. */
export function createKeyStore(secrets: vscode.SecretStorage): KeyStore & vscode.Disposable {
  const changes = new vscode.EventEmitter<void>();
  const watching = secrets.onDidChange(({ key }) => {
    if (key.startsWith(namePrefix)) changes.fire();
  });
  /** Two changes of one entry must not read the same old value. */
  let lastChange: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(change: () => Promise<Value>): Promise<Value> => {
    const next = lastChange.then(change, change);
    lastChange = next.catch(() => undefined);
    return next;
  };
  const keysOf = async (provider: string): Promise<StoredKeys> => parseKeys(await secrets.get(namePrefix + provider));
  /** A key store that does not work has no keys; those in environment variables still count. */
  const keysIfAny = (provider: string): Promise<StoredKeys> => keysOf(provider).catch(() => ({}));

  return {
    onDidChange: changes.event,
    dispose() {
      watching.dispose();
      changes.dispose();
    },
    store: (provider, origin, key) =>
      inTurn(async () => {
        const trimmed = key.trim();
        if (trimmed === '') return { ok: false, error: { message: vscode.l10n.t('The key is empty.') } };
        try {
          const keys = { ...(await keysOf(provider)), [origin]: trimmed };
          await secrets.store(namePrefix + provider, JSON.stringify(keys));
          if ((await keysOf(provider))[origin] === trimmed) return { ok: true, value: undefined };
        } catch {
          // What the key store has to say could hold the key; the advice below is what helps.
        }
        return { ok: false, error: { message: notKept() } };
      }),
    remove: (provider, origin) =>
      inTurn(async () => {
        const keys = await keysOf(provider);
        const left = Object.entries(keys).filter(([each]) => origin !== undefined && each !== origin);
        if (left.length === Object.keys(keys).length) return false;
        if (left.length === 0) await secrets.delete(namePrefix + provider);
        else await secrets.store(namePrefix + provider, JSON.stringify(Object.fromEntries(left)));
        return true;
      }),
    origins: async (provider) => Object.keys(await keysIfAny(provider)),
    read: async (provider, origin) => {
      const keys = await keysIfAny(provider);
      return Object.hasOwn(keys, origin) ? keys[origin] : undefined;
    },
  };
}

/** An entry that something else wrote, or that was damaged, counts as none. */
function parseKeys(text: string | undefined): StoredKeys {
  if (text === undefined) return {};
  try {
    const parsed = StoredKeys.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** What to do when a key was stored and is not there: on the systems where people meet it. */
function notKept(): string {
  const what = vscode.l10n.t('The key was not kept: the key store of VS Code does not work here.');
  return `${what} ${advice()}`;
}

function advice(): string {
  if (vscode.env.uiKind === vscode.UIKind.Web) {
    return vscode.l10n.t(
      'VS Code in a browser often keeps no keys. Set the key as an environment variable where VS Code runs instead.',
    );
  }
  if (process.platform === 'linux') {
    return vscode.l10n.t(
      'On Linux it needs a running keyring, such as gnome-keyring or KWallet. Start one and try again, or set the key as an environment variable.',
    );
  }
  return vscode.l10n.t('Try again after a restart of VS Code, or set the key as an environment variable.');
}
