import { startMock } from './chaos-mock.ts';
import { chaosPlan, type VendorId, vendorIds } from './chaos-plan.ts';
import { type Relay, type Seen, startRelay } from './chaos-relay.ts';

/**
 * The nine vendors, each an aimock behind a relay, in a process of their own so that they do not share the event loop of what is measured:
 * `node chaos-vendors.ts SEED FAULT_PERCENT`. Tells the addresses, answers every message with what was seen, and ends with its parent.
 */

/** What the vendors tell their parent. */
export type VendorsMessage =
  | { readonly kind: 'ready'; readonly origins: Readonly<Record<string, string>> }
  | { readonly kind: 'seen'; readonly seen: Readonly<Record<string, Seen>>; readonly rejections: number };

if (import.meta.main) {
  const [seed, faultPercent] = process.argv.slice(2).map(Number);
  const plan = chaosPlan(seed ?? 1, faultPercent ?? 0);
  let rejections = 0;
  process.on('unhandledRejection', (reason) => {
    rejections += 1;
    console.error('vendors:', reason);
  });
  const relays = new Map<VendorId, Relay>();
  for (const vendor of vendorIds) {
    const mock = await startMock(vendor, plan);
    relays.set(vendor, await startRelay(vendor, mock.url, plan));
  }
  const each = <Value>(get: (relay: Relay) => Value) =>
    Object.fromEntries([...relays].map(([vendor, relay]) => [vendor, get(relay)]));
  const say = (message: VendorsMessage) => process.send?.(message);
  // The signal of a terminal goes to everybody in it; this process ends when its parent has looked at it for the last time.
  process.on('SIGINT', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', () => say({ kind: 'seen', seen: each(({ seen }) => seen), rejections }));
  say({ kind: 'ready', origins: each(({ origin }) => origin) });
}
