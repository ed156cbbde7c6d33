import type * as vscode from 'vscode';
import { CloseAction, ErrorAction, LanguageClient } from 'vscode-languageclient/node';
import type { Transport } from './transport.ts';

/**
 * The language client without its own messages: they come with stack traces, in English, and for each try anew. What has to be
 * said to a person is said by the link. It restarts nothing either: after a connection that broke off there is a new client.
 */
export class QuietClient extends LanguageClient {
  private readonly log: vscode.LogOutputChannel;

  constructor({ messages }: Transport, log: vscode.LogOutputChannel, onClosed: () => void) {
    super('videogenius', 'VideoGenius', async () => ({ ...messages, detached: true }), {
      // No document is sent until the daemon offers something for it.
      documentSelector: [],
      outputChannel: log,
      traceOutputChannel: namesOnly(log),
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed() {
          onClosed();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    });
    this.log = log;
  }

  override error(message: string, data?: unknown, showNotification?: boolean | 'force'): void {
    this.tell('error', message, data, showNotification);
  }

  override warn(message: string, data?: unknown, showNotification?: boolean): void {
    this.tell('warn', message, data, showNotification);
  }

  override info(message: string, data?: unknown, showNotification?: boolean): void {
    this.tell('info', message, data, showNotification);
  }

  /** Lines of the daemon's own log come without data and without a wish to be shown; the rest is the client's own. */
  private tell(level: 'error' | 'warn' | 'info', message: string, data: unknown, showNotification: unknown): void {
    if (data === undefined && showNotification === false) this.log[level](message);
    else this.log.debug(`language client: ${message}`);
  }
}

/**
 * A channel for the trace of messages, at log level Trace: their names and times, never what is in them, which could be a key or a
 * script.
 */
function namesOnly(log: vscode.LogOutputChannel): vscode.LogOutputChannel {
  const drop = (): void => {};
  return {
    name: log.name,
    get logLevel() {
      return log.logLevel;
    },
    onDidChangeLogLevel: log.onDidChangeLogLevel,
    trace(message) {
      const [firstLine = ''] = message.split('\n');
      if (!firstLine.startsWith('{')) log.trace(firstLine);
    },
    debug: drop,
    info: drop,
    warn: drop,
    error: drop,
    append: drop,
    appendLine: drop,
    replace: drop,
    clear: drop,
    show: drop,
    hide: drop,
    dispose: drop,
  };
}
