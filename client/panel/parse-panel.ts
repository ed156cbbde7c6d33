import type { PanelAction, PanelToHost } from '../../server/protocol/index.ts';

/*
 * The parsers of the contract for what a panel says: what is none is undefined. They come with a library that is loaded when it is
 * needed.
 */

/** A message of the panel in the sidebar. */
export async function parsePanelMessage(value: unknown): Promise<PanelToHost | undefined> {
  const { PanelToHost: schema } = await import('../../server/protocol/panel.ts');
  return schema.safeParse(value).data;
}

/** An action alone, as the daemon hands it on from a page. */
export async function parsePanelAction(value: unknown): Promise<PanelAction | undefined> {
  const { PanelAction: schema } = await import('../../server/protocol/panel.ts');
  return schema.safeParse(value).data;
}
