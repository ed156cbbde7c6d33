import type { HostToPanel, PanelHost } from '../server/protocol/index.ts';
import { isEvent, isRecord, isSnapshot } from '../server/protocol/outline.ts';
import type { ActionResult } from './transport.ts';

/*
 * What comes in was checked by our own host against the contract. Here only its outline is looked at, so that a message of
 * somebody else, or of another version, is left aside instead of breaking the panel.
 */

const hostKinds: readonly string[] = ['editor', 'page'] satisfies readonly PanelHost['kind'][];

export function isPanelHost(value: unknown): value is PanelHost {
  return (
    isRecord(value) &&
    hostKinds.includes(String(value.kind)) &&
    typeof value.connection === 'string' &&
    typeof value.message === 'string' &&
    typeof value.trusted === 'boolean' &&
    Array.isArray(value.commands)
  );
}

export function isActionResult(value: unknown): value is ActionResult {
  return isRecord(value) && typeof value.ok === 'boolean' && typeof value.message === 'string';
}

export function isHostMessage(value: unknown): value is HostToPanel {
  if (!isRecord(value)) return false;
  switch (value.type) {
    case 'host':
      return isPanelHost(value.host);
    case 'snapshot':
      return isSnapshot(value.snapshot);
    case 'events':
      return Array.isArray(value.events) && value.events.every(isEvent);
    case 'result':
      return typeof value.id === 'number' && isActionResult(value);
    default:
      return false;
  }
}
