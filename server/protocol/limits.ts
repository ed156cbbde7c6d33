/** How many requests a snapshot lists. In a file without zod, because the panel's bundle needs it. */
export const maxListedRequests = 50;
/** How many attempts of each model the sparklines show. */
export const maxLatencySamples = 30;
