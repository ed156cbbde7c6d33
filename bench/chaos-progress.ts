/** One line on standard error that tells how far a run is; where nobody looks at it, a line every ten seconds. */
export function createProgress(total: number): { tell(done: number): void; end(): void } {
  const isTerminal = process.stderr.isTTY === true;
  const everyMs = isTerminal ? 250 : 10_000;
  const startedMs = performance.now();
  let lastMs = startedMs;
  const line = (done: number) =>
    `${done} of ${total} scripts, ${((performance.now() - startedMs) / 1000).toFixed(0)} s`;
  return {
    tell(done) {
      const nowMs = performance.now();
      if (nowMs - lastMs < everyMs) return;
      lastMs = nowMs;
      process.stderr.write(isTerminal ? `\r${line(done)}` : `${line(done)}\n`);
    },
    end() {
      if (isTerminal) process.stderr.write('\r\u001b[K');
    },
  };
}
