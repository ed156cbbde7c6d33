import type {
  ActionOutcome,
  Event,
  HostToPanel,
  PanelAction,
  PanelHost,
  PanelToHost,
} from '../../server/protocol/index.ts';
import type { MirrorChange, StateMirror } from '../../server/protocol/mirror.ts';
import type { Later } from '../later.ts';

/** What the relay stands between. */
export interface RelayDependencies {
  readonly mirror: Pick<StateMirror, 'snapshot' | 'subscribe'>;
  /** How the panel stands here at this moment. */
  host(): PanelHost;
  post(message: HostToPanel): void;
  perform(action: PanelAction): Promise<ActionOutcome>;
  /** A message of the panel, or undefined when it is none: what runs in a webview may be older than the extension. */
  parse(message: unknown): Promise<PanelToHost | undefined>;
  /** The panel has not said that it stands in time. */
  onSilence(): void;
  readonly later: Later;
}

/** Milliseconds in which events are put together: a busy daemon sends hundreds a second. */
const batchMs = 100;
/** Milliseconds after which a panel that has not said a word counts as blank. */
const silenceMs = 5000;

/**
 * Stands between the mirror and the one page that shows it. The page gets a whole snapshot whenever it says that it stands,
 * and from then on every event, in order and without a gap, for as long as it can be seen.
 */
export class PanelRelay {
  private readonly dependencies: RelayDependencies;
  private readonly unsubscribe: () => void;
  private isLive = false;
  private waiting: Event[] = [];
  private batch: { dispose(): void } | undefined;
  private watchdog: { dispose(): void } | undefined;
  /** Messages are taken one after the other, although parsing waits for a part of the program. */
  private line: Promise<void> = Promise.resolve();

  constructor(dependencies: RelayDependencies) {
    this.dependencies = dependencies;
    this.unsubscribe = dependencies.mirror.subscribe((change) => this.follow(change));
  }

  /** A new page is being loaded: everything waits for its word, but not for ever. */
  expectPage(): void {
    this.leave();
    this.watchdog = this.dependencies.later(() => {
      this.watchdog = undefined;
      this.dependencies.onSilence();
    }, silenceMs);
  }

  /** The page cannot be seen any more; it has been thrown away and will be loaded anew. */
  leave(): void {
    this.isLive = false;
    this.watchdog?.dispose();
    this.watchdog = undefined;
    this.forgetBatch();
  }

  /** Something about the place has changed: connection, trust, demo. */
  hostChanged(): void {
    if (this.isLive) this.dependencies.post({ type: 'host', host: this.dependencies.host() });
  }

  /** A message of the page. What it asks for has been done when the promise is fulfilled. */
  receive(message: unknown): Promise<void> {
    const { parse } = this.dependencies;
    const taken = this.line.then(async () => {
      const parsed = await parse(message);
      if (parsed?.type === 'ready') this.greet();
      return parsed;
    });
    // An action may take its time: the next message waits only until this one is understood.
    this.line = taken.then(
      () => undefined,
      () => undefined,
    );
    return taken.then((parsed) => (parsed?.type === 'action' ? this.act(parsed.id, parsed.action) : undefined));
  }

  dispose(): void {
    this.leave();
    this.unsubscribe();
  }

  private greet(): void {
    this.leave();
    this.isLive = true;
    this.hostChanged();
    this.sendSnapshot();
  }

  private async act(id: number, action: PanelAction): Promise<void> {
    const { ok, message } = await this.dependencies.perform(action);
    // What an action changed is on its way as an event; it comes before the word that it is done.
    this.sendEvents();
    if (this.isLive) this.dependencies.post({ type: 'result', id, ok, message });
  }

  private follow(change: MirrorChange): void {
    if (!this.isLive) return;
    if (change.kind === 'snapshot') this.sendSnapshot();
    else {
      this.waiting.push(...change.events);
      this.batch ??= this.dependencies.later(() => this.sendEvents(), batchMs);
    }
  }

  private sendSnapshot(): void {
    this.forgetBatch();
    const snapshot = this.dependencies.mirror.snapshot();
    // Without a connection the page keeps what it knows; the host message says how things stand.
    if (snapshot !== undefined) this.dependencies.post({ type: 'snapshot', snapshot });
  }

  private sendEvents(): void {
    const events = this.waiting;
    this.forgetBatch();
    if (events.length > 0) this.dependencies.post({ type: 'events', events });
  }

  private forgetBatch(): void {
    this.batch?.dispose();
    this.batch = undefined;
    this.waiting = [];
  }
}
