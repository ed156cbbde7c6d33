import type { MethodClient } from '../rpc/types.ts';
import { callHandler, type Handlers } from './handlers.ts';

/** The client for callers in the same process. It goes through the same parsing as every transport. */
export function createLocalClient(handlers: Handlers): MethodClient {
  return {
    call(name, input, options = {}) {
      const { signal = new AbortController().signal, onPart = () => {} } = options;
      return callHandler(handlers, name, input, { signal, onPart });
    },
  };
}
