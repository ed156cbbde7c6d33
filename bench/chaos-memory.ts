import type { SessionClient } from '../server/rpc/index.ts';

/** Resident memory of the daemon in bytes. */
export interface MemoryFindings {
  /** Of the first daemon, before the first request. */
  before: number;
  /** The most that any of the daemons had. */
  peak: number;
  /** Of the last daemon, when all requests had ended. */
  after: number;
}

const everyMs = 500;

/** Asks again and again until it is told to stop. */
export async function watchMemory(client: () => Promise<SessionClient>): Promise<{ stop(): Promise<MemoryFindings> }> {
  const found: MemoryFindings = { before: 0, peak: 0, after: 0 };
  async function look(): Promise<number> {
    const status = await (await client()).call('daemon/status', {});
    const bytes = status.ok ? status.value.residentBytes : 0;
    found.peak = Math.max(found.peak, bytes);
    return bytes;
  }
  found.before = await look();
  const timer = setInterval(() => void look().catch(() => undefined), everyMs);
  return {
    async stop() {
      clearInterval(timer);
      found.after = await look();
      return found;
    },
  };
}
