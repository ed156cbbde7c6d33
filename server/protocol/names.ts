/**
 * Every name on the wire starts with this, so that it cannot meet one of LSP's own. In a file without zod, because the editor's
 * bundle needs it.
 */
export const methodPrefix = 'videogenius/';
