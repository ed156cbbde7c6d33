import type { LedgerReport } from '../server/protocol/index.ts';
import type { LedgerImage } from './chaos-ledger.ts';
import type { StoryOutcome } from './chaos-load.ts';
import type { LogFindings } from './chaos-log.ts';
import type { MemoryFindings } from './chaos-memory.ts';
import type { ChaosOptions } from './chaos-options.ts';
import type { Seen } from './chaos-relay.ts';
import type { Watch } from './chaos-watch.ts';

/** What lay on the disk when the daemon had been killed. */
export interface CrashFindings {
  /** What SQLite's own check says; "ok" when nothing is wrong. */
  readonly integrity: string;
  readonly entries: number;
  /** Attempts that the daemon had reported and that do not stand in the ledger. */
  readonly missing: number;
}

/** Everything that a run has shown. */
export interface RunFindings {
  readonly options: ChaosOptions;
  /** Fingerprint of the planned faults. */
  readonly digest: string;
  readonly wallMs: number;
  readonly outcomes: readonly StoryOutcome[];
  readonly watch: Watch;
  readonly crashes: readonly CrashFindings[];
  /** The ledger's file at the end; undefined when there is none. */
  readonly ledger: LedgerImage | undefined;
  /** What the daemon says of the ledger at the end. */
  readonly told: LedgerReport | undefined;
  readonly seen: Readonly<Record<string, Seen>>;
  readonly memory: MemoryFindings;
  readonly logs: readonly LogFindings[];
  /** Promises that nobody waited for, in the vendors' process and in this one. */
  readonly vendorRejections: number;
  readonly rejections: number;
}
