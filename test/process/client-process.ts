import { placesOf } from './places.ts';
import { openWindow } from './window.ts';

/**
 * A window in a process of its own, which a test can end as if the editor had crashed:
 * `node client-process.ts '{"environment": {...}, "settings": {...}, "program": {...}}'`. Says which daemon it has.
 */
const { environment, settings, program } = JSON.parse(process.argv[2] ?? '{}');
const place = {
  places: await placesOf(environment),
  environment,
  programs: { usual: program },
  later: () => undefined,
};
const window = await openWindow(place, { settings });
console.log(`daemon ${window.greeting.processId}`);
