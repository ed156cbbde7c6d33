import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { VendorId } from './chaos-plan.ts';
import type { Seen } from './chaos-relay.ts';
import type { VendorsMessage } from './chaos-vendors.ts';

/** The nine vendors, as their parent sees them. */
export interface Upstreams {
  readonly origins: Readonly<Record<string, string>>;
  /** What each vendor has seen so far, and how many rejections nobody handled there. */
  look(): Promise<{ readonly seen: Readonly<Record<string, Seen>>; readonly rejections: number }>;
  close(): void;
}

/** Starts the vendors in a process of their own. It ends with this one, however this one ends. */
export async function startUpstreams(seed: number, faultPercent: number): Promise<Upstreams> {
  const program = fileURLToPath(new URL('./chaos-vendors.ts', import.meta.url));
  const child = fork(program, [String(seed), String(faultPercent)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(() => {
    throw new Error('The vendors ended before their time.');
  });
  // Whoever waits for the vendors hears of it; at the end nobody does.
  ended.catch(() => undefined);
  async function next<Kind extends VendorsMessage['kind']>(
    kind: Kind,
  ): Promise<Extract<VendorsMessage, { kind: Kind }>> {
    for (;;) {
      const [message]: VendorsMessage[] = await Promise.race([once(child, 'message'), ended]);
      if (message !== undefined && isKind(message, kind)) return message;
    }
  }
  const { origins } = await next('ready');
  return {
    origins,
    async look() {
      const answer = next('seen');
      child.send('look');
      return answer;
    },
    close: () => child.kill('SIGKILL'),
  };
}

function isKind<Kind extends VendorsMessage['kind']>(
  message: VendorsMessage,
  kind: Kind,
): message is Extract<VendorsMessage, { kind: Kind }> {
  return message.kind === kind;
}

/** What a base URL must look like for aimock to know whose form of the API is meant. */
const paths: Partial<Record<VendorId, string>> = { azure: '/openai/v1', ernie: '/v1' };

/** The `videogenius.models` setting: each of the nine models at its vendor here. */
export function modelsAt({ origins }: Upstreams): Record<string, object> {
  const entries = Object.entries(origins).map(([vendor, origin]) => {
    const path = Object.entries(paths).find(([id]) => id === vendor)?.[1] ?? '';
    return [vendor, { baseUrl: `${origin}${path}`, ...own[vendor] }];
  });
  return { ...Object.fromEntries(entries), editor: { enabled: false } };
}

/** A deployment has no price of its own, and one local model at a time would keep a hundred writers waiting. */
const own: Readonly<Record<string, object>> = {
  azure: { deployment: 'scripts', price: { inputPerMillion: 0.4, outputPerMillion: 1.6 } },
  ollama: { maxConcurrent: 12 },
};
