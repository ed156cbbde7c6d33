import * as vscode from 'vscode';

/** A log channel that keeps what is written, as `level message`. */
export function fakeLog(logLevel: vscode.LogLevel = vscode.LogLevel.Info): {
  channel: vscode.LogOutputChannel;
  written: string[];
} {
  const written: string[] = [];
  const note = (level: string) => (message: string | Error) =>
    void written.push(`${level} ${message instanceof Error ? message.message : message}`);
  const nothing = (): void => undefined;
  const channel: vscode.LogOutputChannel = {
    name: 'VideoGenius',
    logLevel,
    onDidChangeLogLevel: new vscode.EventEmitter<vscode.LogLevel>().event,
    trace: note('trace'),
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    append: nothing,
    appendLine: nothing,
    replace: nothing,
    clear: nothing,
    show: nothing,
    hide: nothing,
    dispose: nothing,
  };
  return { channel, written };
}
