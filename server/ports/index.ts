export type * from './clock.ts';
export type * from './editor.ts';
export type * from './log.ts';
export type * from './prices.ts';
export type * from './provider.ts';
export type * from './random.ts';
export type * from './secrets.ts';
export type * from './store.ts';
