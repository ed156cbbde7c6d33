import { setImmediate } from 'node:timers/promises';
import { ReconnectingLink } from '../../client/daemon-link.ts';
import type { Connect, DaemonMode, LinkSession } from '../../client/link/session.ts';
import type { NotificationName, Result, SessionConfiguration, SettingProblem } from '../../server/protocol/index.ts';
import type { CallOptions } from '../../server/rpc/types.ts';

/** Lets everything happen that is waiting for nothing but its turn. */
export async function settle(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await setImmediate();
}

/** Time that passes only when a test says so. */
export class ManualTime {
  nowMs = 0;
  private timers: { atMs: number; run: () => void }[] = [];

  readonly later = (run: () => void, delayMs: number): { dispose(): void } => {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.timers.push(timer);
    return {
      dispose: () => {
        this.timers = this.timers.filter((each) => each !== timer);
      },
    };
  };

  async pass(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const [next] = this.timers.filter(({ atMs }) => atMs <= endMs).sort((left, right) => left.atMs - right.atMs);
      if (next === undefined) break;
      this.timers = this.timers.filter((each) => each !== next);
      this.nowMs = next.atMs;
      next.run();
      await settle();
    }
    this.nowMs = endMs;
  }
}

type Answer = (input: unknown, options: CallOptions) => unknown;

/** A daemon at the other end, with the answers a test gives it. */
export class FakeDaemon {
  readonly calls: { readonly name: string; readonly input: unknown }[] = [];
  readonly answers = new Map<string, Answer>();
  private readonly closing = new AbortController();
  private readonly handlers = new Map<NotificationName, (params: never) => void>();
  ended = 0;
  killed = 0;
  readonly mode: DaemonMode;
  readonly session: LinkSession;
  /** Whether the window belongs to a newer build than this daemon. */
  isOlder = false;

  constructor(mode: DaemonMode) {
    this.mode = mode;
    const broken: Result<never> = {
      ok: false,
      error: { code: 'disconnected', message: 'broken', hint: '', attempts: [] },
    };
    const own = this;
    this.answers.set('session/configure', () => ({ problems: [], configRevision: 1 }));
    this.session = {
      closed: this.closing.signal,
      get isOlder() {
        return own.isOlder;
      },
      caller: {
        async call(name, input, options = {}) {
          own.calls.push({ name, input });
          const answer = own.answers.get(name);
          const closed = new Promise<typeof broken>((resolve) => {
            own.closing.signal.addEventListener('abort', () => resolve(broken));
          });
          if (answer === undefined || own.closing.signal.aborted) return broken;
          return Promise.race([
            closed,
            Promise.resolve(answer(input, options)).then(
              (value): Result<never> => ({ ok: true, value: value as never }),
            ),
          ]);
        },
      },
      onNotification(name, handler) {
        own.handlers.set(name, handler);
      },
      async end() {
        own.ended += 1;
        own.closing.abort();
      },
      kill() {
        own.killed += 1;
        own.closing.abort();
      },
    };
  }

  /** The process dies, or the connection breaks. */
  crash(): void {
    this.closing.abort();
  }

  tell(name: NotificationName, params: unknown): void {
    this.handlers.get(name)?.(params as never);
  }

  called(name: string): number {
    return this.calls.filter((each) => each.name === name).length;
  }
}

const configuration: SessionConfiguration = {
  settings: {},
  fleet: 'configured',
  locale: 'en',
  editorModels: [],
  hasSecrets: true,
};

/** A link over daemons that a test prepares: each connection takes the next plan, and a plain daemon when there is none. */
export class LinkBench {
  readonly time = new ManualTime();
  readonly daemons: FakeDaemon[] = [];
  readonly plans: ('fails' | 'hangs' | ((daemon: FakeDaemon) => void))[] = [];
  connects = 0;
  mode: DaemonMode = 'shared';
  configuration: SessionConfiguration = configuration;
  readonly problems: (readonly SettingProblem[])[] = [];
  readonly failures: string[] = [];
  readonly log: string[] = [];
  readonly link: ReconnectingLink;

  constructor() {
    const connect: Connect = async ({ mode, signal }) => {
      this.connects += 1;
      const plan = this.plans.shift();
      if (plan === 'fails') return { ok: false, error: { message: 'it does not start' } };
      if (plan === 'hangs') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      const daemon = new FakeDaemon(mode);
      if (typeof plan === 'function') plan(daemon);
      this.daemons.push(daemon);
      return { ok: true, value: daemon.session };
    };
    const note = (line: string | Error): void => void this.log.push(String(line));
    this.link = new ReconnectingLink({
      connect,
      configuration: async () => this.configuration,
      mode: () => this.mode,
      tellProblems: (problems) => void this.problems.push(problems),
      tellFailure: (message) => void this.failures.push(message),
      log: { info: note, warn: note, error: note },
      later: this.time.later,
      nowMs: () => this.time.nowMs,
    });
  }

  /** The daemon of the present connection. */
  daemon(): FakeDaemon {
    const last = this.daemons.at(-1);
    if (last === undefined) throw new Error('nothing has connected yet');
    return last;
  }
}
