/*
 * Bounds that both ends of a connection keep. In a file without zod, because the bundles of the panel and of the editor need it.
 */

/** How many requests a snapshot lists. */
export const maxListedRequests = 50;
/** How many attempts of each model the sparklines show. */
export const maxLatencySamples = 30;
/** The longest key of a vendor, in UTF-16 units. */
export const maxKeyLength = 10_000;
/** How many keys a window is asked for in one question. */
export const maxSecretQueries = 200;
/** How many chat models of VS Code a window may offer, and the longest name of one. */
export const maxEditorModels = 100;
export const maxEditorModelName = 200;
