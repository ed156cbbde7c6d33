import type { LedgerSource } from '../api/ledger.ts';
import type { Engine } from '../engine/index.ts';
import type {
  ActionOutcome,
  Config,
  DaemonStatus,
  ModelId,
  Result,
  SessionConfiguration,
  SettingProblem,
} from '../protocol/index.ts';
import type { KeyRing } from './key-ring.ts';
import type { SessionParams } from './session-methods.ts';
import type { WindowModels } from './window-models.ts';

/** The engine behind a window, and how its settings get into it. */
export interface Workplace {
  readonly engine: Engine;
  /** What was spent with this engine. */
  readonly ledger: LedgerSource;
  /** Models that can be asked although nobody configured them. */
  readonly preset: ReadonlySet<ModelId>;
  configure(config: Config): void;
  close(): Promise<void>;
}

/** Takes over how the network is reached; problems are reported like those of settings, in the language of the window. */
export type ConfigureNetwork = (
  network: SessionConfiguration['network'],
  config: Config,
  locale: SessionConfiguration['locale'],
) => SettingProblem[];

/** What all sessions share. */
export interface SessionHub {
  readonly shared: Workplace;
  /** A simulated fleet for one window. */
  createSimulated(config: Config): Workplace;
  readonly keys: KeyRing;
  readonly windowModels: WindowModels;
  readonly configureNetwork: ConfigureNetwork;
  status(): DaemonStatus;
  /** Ends the process, after the answer to the call that asked for it. */
  stop(): void;
  readonly setTimer: (delayMs: number, callback: () => void) => () => void;
  readonly newId: () => string;
  /** Hands an action of a page to a window. */
  actInWindow(params: SessionParams<'panel/act'>): Promise<Result<ActionOutcome>>;
  /** A person works with the client of this session now. */
  used(sessionId: string): void;
  /** One more request runs (1), or one less (-1). */
  countRunning(change: 1 | -1): void;
}
