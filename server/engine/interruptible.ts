/** What reading one item gave: an item, the end, or the interruption. */
export type Read<Item> =
  | { readonly kind: 'item'; readonly item: Item }
  | { readonly kind: 'end' }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'threw'; readonly error: unknown };

/**
 * Reads an async iterable item by item and gives up at once when `signal` fires, even if the iterable never answers: closing
 * an iterator does not wake a generator that awaits, so a plug-in that ignores its signal must not hold a request.
 * At most one promise hangs on the signal, whatever the number of items.
 */
export function interruptibleReader<Item>(
  iterable: AsyncIterable<Item>,
  signal: AbortSignal,
): { read(): Promise<Read<Item>>; close(): void } {
  const iterator = iterable[Symbol.asyncIterator]();
  let wake: ((read: Read<Item>) => void) | undefined;
  let finished = false;
  const onAbort = () => wake?.({ kind: 'interrupted' });
  signal.addEventListener('abort', onAbort);

  const close = () => {
    if (finished) return;
    finished = true;
    signal.removeEventListener('abort', onAbort);
    // Not awaited on purpose: a generator that hangs would hold the request. Its late failure concerns nobody.
    iterator.return?.().then(undefined, () => undefined);
  };

  const read = (): Promise<Read<Item>> => {
    if (finished) return Promise.resolve({ kind: 'end' });
    if (signal.aborted) {
      close();
      return Promise.resolve({ kind: 'interrupted' });
    }
    return new Promise<Read<Item>>((resolve) => {
      const settle = (result: Read<Item>) => {
        if (wake !== settle) return;
        wake = undefined;
        if (result.kind !== 'item') close();
        resolve(result);
      };
      wake = settle;
      iterator.next().then(
        (result) => settle(result.done === true ? { kind: 'end' } : { kind: 'item', item: result.value }),
        (error: unknown) => settle({ kind: 'threw', error }),
      );
    });
  };

  return { read, close };
}
