import { join } from 'node:path';
import type { Places } from '../../server/link/places.ts';
import { type SpawnedDaemon, spawnDaemon } from '../../server/link/spawn.ts';

/** Starts the small daemon of these tests. */
export function spawnFixture(
  places: Places,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<SpawnedDaemon> {
  return spawnDaemon({
    program: join(import.meta.dirname, 'daemon-fixture.ts'),
    execPath: process.execPath,
    environment,
    places,
  });
}
