import type { Log, Secrets } from '../ports/index.ts';
import type { Redactor } from './redactor.ts';

export interface EnvironmentSecretsOptions {
  /** Is told every key that is handed out, so that no log line can show it. */
  readonly redactor?: Redactor;
  readonly log?: Log;
}

/**
 * Keys from environment variables, read anew at each call, so that nothing is kept. A variable that is empty counts as
 * not set. White space around a key comes from copying and can never be part of an HTTP header; it is left out, with one
 * warning that names the variable.
 */
export function environmentSecrets(
  environment: Readonly<Record<string, string | undefined>>,
  options: EnvironmentSecretsOptions = {},
): Secrets {
  const warned = new Set<string>();
  return {
    read({ variables }) {
      for (const variable of variables) {
        const written = environment[variable] ?? '';
        const key = written.trim();
        if (key === '') continue;
        if (key !== written && !warned.has(variable)) {
          warned.add(variable);
          options.log?.warn(`The key in ${variable} has white space around it. It is used without.`);
        }
        options.redactor?.register(key);
        return { kind: 'found', key, source: 'environment', variable };
      }
      return { kind: 'none' };
    },
  };
}
