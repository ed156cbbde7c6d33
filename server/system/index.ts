export * from './clock.ts';
export * from './environment.ts';
export * from './http.ts';
export * from './log.ts';
export * from './process.ts';
export * from './random.ts';
export * from './redactor.ts';
export * from './secrets.ts';
