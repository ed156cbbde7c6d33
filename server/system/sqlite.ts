import type { DatabaseSync } from 'node:sqlite';

/**
 * Opens a database through `node:sqlite`, which is loaded only now; undefined where Node has none (before 22.13). Throws the error of
 * SQLite, whose `errcode` says what is wrong.
 */
export function openSqlite(path: string): DatabaseSync | undefined {
  const library = withoutExperimentalWarning(() => process.getBuiltinModule('node:sqlite'));
  return library === undefined ? undefined : new library.DatabaseSync(path);
}

/**
 * Node 22 calls SQLite experimental when it is loaded, on the standard error of whoever runs us. We know; every other warning, and this
 * one for everybody else, stays.
 */
function withoutExperimentalWarning<Value>(load: () => Value): Value {
  const emit = process.emitWarning;
  const passed = (message: string | Error, ...details: readonly unknown[]): void => {
    const own = String(message).includes('SQLite') && details[0] === 'ExperimentalWarning';
    if (!own) Reflect.apply(emit, process, [message, ...details]);
  };
  process.emitWarning = passed;
  try {
    return load();
  } finally {
    process.emitWarning = emit;
  }
}
