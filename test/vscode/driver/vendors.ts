import * as vscode from 'vscode';
import { attachToDaemon } from '../../../server/attach.ts';
import type { Connection } from '../../../server/cli/host.ts';
import { builtInModelIds, type Snapshot } from '../../../server/protocol/index.ts';
import {
  type FaultScript,
  type FaultServer,
  faults,
  openAiChunk,
  startFaultServer,
} from '../../faults/fault-server.ts';
import { until } from './browser.ts';

/** Sentences of a script as a model sends them, and the script as it then stands in the document. */
export const pieces = ['The sea is quiet. ', 'Waves come and go. ', 'Light moves over the sand.'] as const;
export const script = pieces.join('');

/** Text that must never stand in a log. */
export const secretTopic = 'Zanzibar-lighthouse-9317';

/** Two servers that behave like vendors, as far as they are told to, and nobody else to ask. */
export interface Vendors {
  first: FaultServer;
  second: FaultServer;
}

export async function startVendors(): Promise<Vendors> {
  const [first, second] = await Promise.all([startFaultServer(), startFaultServer()]);
  return { first, second };
}

export const user = vscode.ConfigurationTarget.Global;

export async function setSetting(name: string, value: unknown, target = user): Promise<void> {
  await vscode.workspace.getConfiguration('videogenius').update(name, value, target);
}

/** Settings in which only the two vendors can be asked, the first one before the second. */
export async function useVendors(
  { first, second }: Vendors,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const none = Object.fromEntries(builtInModelIds.map((id) => [id, { enabled: false }]));
  const entry = (server: FaultServer) => ({
    provider: 'openai-compatible',
    model: 'test',
    baseUrl: `${server.url}/v1`,
  });
  await setSetting('modelWeights', { first: 2, second: 1 });
  await setSetting('models', { ...none, first: entry(first), second: entry(second), ...more });
}

/** An open answer: some text, and then nothing more until the client leaves. */
export const beginsAndWaits = (text: string): FaultScript => faults.textThenHang(openAiChunk(text));

/** The daemon of this test run, seen from outside the window. */
async function withDaemon<Value>(look: (connection: Connection) => Promise<Value>): Promise<Value> {
  const connection = await until('the daemon runs', () => attachToDaemon(process));
  try {
    return await look(connection);
  } finally {
    await connection.close();
  }
}

export const daemonState = (): Promise<Snapshot> =>
  withDaemon(async ({ client }) => {
    const state = await client.call('state/get', {});
    if (!state.ok) throw new Error(state.error.message);
    return state.value;
  });

/** Waits until the daemon knows what was just set. */
export const untilDaemon = (what: string, isSo: (state: Snapshot) => boolean): Promise<Snapshot> =>
  until(what, async () => {
    const state = await daemonState();
    return isSo(state) ? state : undefined;
  });

export const modelOf = (state: Snapshot, modelId: string) => state.models.find((model) => model.modelId === modelId);
