import type * as vscode from 'vscode';

/** How many lines are kept for Copy Diagnostics. */
const mostLines = 200;

const levels = ['trace', 'debug', 'info', 'warn', 'error'] as const;

const kept = new WeakMap<vscode.LogOutputChannel, string[]>();

/** The last lines that went through a log from `keepRecentLines`, oldest first. */
export function recentLines(log: vscode.LogOutputChannel): readonly string[] {
  return kept.get(log) ?? [];
}

/** A log that remembers its last lines; VS Code gives no way to read a channel back. Trace lines are not kept. */
export function keepRecentLines(channel: vscode.LogOutputChannel, nowMs: () => number): vscode.LogOutputChannel {
  const lines: string[] = [];
  const keep = (level: (typeof levels)[number], message: string | Error): void => {
    const text = message instanceof Error ? message.message : message;
    lines.push(`${new Date(nowMs()).toISOString()} [${level}] ${text}`);
    if (lines.length > mostLines) lines.shift();
  };
  const log: vscode.LogOutputChannel = {
    name: channel.name,
    get logLevel() {
      return channel.logLevel;
    },
    onDidChangeLogLevel: channel.onDidChangeLogLevel,
    trace: (message, ...values) => channel.trace(message, ...values),
    debug(message, ...values) {
      keep('debug', message);
      channel.debug(message, ...values);
    },
    info(message, ...values) {
      keep('info', message);
      channel.info(message, ...values);
    },
    warn(message, ...values) {
      keep('warn', message);
      channel.warn(message, ...values);
    },
    error(message, ...values) {
      keep('error', message);
      channel.error(message, ...values);
    },
    append: (text) => channel.append(text),
    appendLine: (text) => channel.appendLine(text),
    replace: (text) => channel.replace(text),
    clear: () => channel.clear(),
    show: () => channel.show(),
    hide: () => channel.hide(),
    dispose: () => channel.dispose(),
  };
  kept.set(log, lines);
  return log;
}
