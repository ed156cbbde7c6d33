import type { Environment } from '../ports/index.ts';

/** Environment variables as vendors' settings see them. A variable that holds nothing but white space counts as not set. */
export function systemEnvironment(variables: Readonly<Record<string, string | undefined>> = process.env): Environment {
  return {
    variable(name) {
      const value = variables[name]?.trim();
      return value === '' ? undefined : value;
    },
  };
}
