import { listen } from '../../server/daemon/listen.ts';
import { findPlaces } from '../../server/link/places.ts';
import { occupiedExitCode, readinessLine } from '../../server/link/spawn.ts';
import { surroundingsOf } from '../../server/link/surroundings.ts';
import { systemClock } from '../../server/system/clock.ts';
import { systemRandom } from '../../server/system/random.ts';

/**
 * The smallest daemon: listens, says who it is when it is asked, ends when a newer build wants its place. The tests tell it by
 * variables how to behave.
 */
const { FIXTURE_VERSION: version = '1.0.0', FIXTURE_BEHAVIOUR: behaviour = 'idle' } = process.env;

// Whatever a test forgets does not stay for long.
setTimeout(() => process.exit(9), 60_000).unref();

if (behaviour === 'fails') process.exit(7);
if (behaviour === 'hangs') setInterval(() => {}, 1000);
else await run();

async function run(): Promise<void> {
  const holder = surroundingsOf(process);
  const places = await findPlaces(holder);
  if (!places.ok) throw new Error(places.error.message.en);
  const listener = await listen({
    places: places.value,
    build: { version, builtAtMs: 0, id: 'test' },
    protocol: { min: 1, max: 1 },
    clock: systemClock(),
    random: systemRandom(),
    holder,
    onClient(socket) {
      socket.on('data', () => {
        socket.write(`${JSON.stringify({ argv: process.argv, variables: process.env, cwd: process.cwd() })}\n`);
      });
    },
    decide: () => (behaviour === 'busy' ? 'accept' : 'retire'),
    onRetired: () => void end(),
  });
  async function end(): Promise<void> {
    if (listener.ok) await listener.value.close();
  }
  if (!listener.ok) process.exit(listener.error.code === 'occupied' ? occupiedExitCode : 1);
  process.stderr.write(`ready ${process.pid}\n`);
  process.stdout.on('error', () => {});
  process.stdout.write('something else first\n');
  process.stdout.write(`${readinessLine}\n`);
}
