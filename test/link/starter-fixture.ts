import { findPlaces } from '../../server/link/places.ts';
import { connectOrStart } from '../../server/link/start.ts';
import { surroundingsOf } from '../../server/link/surroundings.ts';
import { spawnFixture } from './fixtures.ts';
import { unwrap, windowAt } from './link-harness.ts';

/** One of many windows that need the daemon at the same moment. Prints the daemon's process id, or the code of the failure. */
const holder = surroundingsOf(process);
const places = unwrap(await findPlaces(holder));
const result = await connectOrStart({
  ...windowAt(places),
  holder,
  async spawn() {
    // Dies with the lock in its hand.
    if (process.env.FIXTURE_CRASH === 'yes') process.kill(process.pid, 'SIGKILL');
    return spawnFixture(places);
  },
});
process.stdout.write(result.ok ? String(result.value.greeting.processId) : result.error.code);
if (result.ok) result.value.socket.destroy();
