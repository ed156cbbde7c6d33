export * from './caller.ts';
export * from './peer.ts';
export * from './serve.ts';
export type * from './types.ts';
