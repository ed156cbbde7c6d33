import type * as vscode from 'vscode';
import { ProgressType } from 'vscode-languageclient/node';
import { methodPrefix } from '../../server/protocol/names.ts';
import { connectionPeer, createCaller, type ServedCall, serveMethods } from '../../server/rpc/index.ts';
import { checkedHandler } from './notifications.ts';
import { QuietClient } from './quiet-client.ts';
import type { LinkSession } from './session.ts';
import { systemClock } from './system-clock.ts';
import type { Transport } from './transport.ts';

/** How the window answers what the daemon asks. */
export interface WindowAnswers<Name extends string = string> {
  readonly names: readonly Name[];
  answer(name: Name, input: unknown, call: ServedCall): Promise<unknown>;
}

/** Milliseconds for the farewell. After that the connection is closed without one. */
const farewellMs = 2000;

/** Speaks LSP over a transport. Undefined when the other side does not, or went away meanwhile; the transport is then closed. */
export async function openLanguageSession<Name extends string>(
  transport: Transport,
  answers: WindowAnswers<Name>,
  log: vscode.LogOutputChannel,
): Promise<LinkSession | undefined> {
  const closing = new AbortController();
  const client = new QuietClient(transport, log, () => closing.abort());
  const peer = connectionPeer(client, new ProgressType<unknown>(), closing.signal);
  serveMethods(peer, answers.names, answers.answer, { prefix: methodPrefix, setTimer: systemClock.setTimer });
  try {
    await client.start();
  } catch {
    transport.close();
    return undefined;
  }
  return {
    caller: createCaller(peer, methodPrefix),
    closed: closing.signal,
    isOlder: transport.isOlder,
    onNotification(name, handler) {
      peer.onNotification(methodPrefix + name, checkedHandler(name, handler));
    },
    async end() {
      if (!closing.signal.aborted) await client.stop(farewellMs).catch(() => undefined);
      transport.close();
      closing.abort();
    },
    kill: () => transport.kill(),
  };
}
