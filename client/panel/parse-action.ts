import type { PanelAction } from '../../server/protocol/index.ts';

/** The action of a panel, if it is one. The parser of the contract comes with a library that is loaded when it is needed. */
export async function parsePanelAction(value: unknown): Promise<PanelAction | undefined> {
  const { PanelAction: schema } = await import('../../server/protocol/panel.ts');
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
