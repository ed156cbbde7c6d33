import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fc from 'fast-check';
import { systemCalendar, utcText } from '../../server/system/calendar.ts';

const hourMs = 3_600_000;

/** What the calendar says in a time zone, in a process that has been there from its start. */
function inZone<Value>(zone: string, expression: string): Value {
  const module = new URL('../../server/system/calendar.ts', import.meta.url).href;
  const program = `import { systemCalendar } from '${module}'; const calendar = systemCalendar(); console.log(JSON.stringify(${expression}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    env: { PATH: process.env.PATH, TZ: zone },
    encoding: 'utf8',
  });
  assert.notEqual(stdout, '', stderr);
  return JSON.parse(stdout);
}

describe('system calendar', () => {
  it('every moment lies in its day, and days follow each other', () => {
    const calendar = systemCalendar();
    const moments = fc.integer({ min: 0, max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 5 }), (several) => {
        for (const atMs of several) {
          const day = calendar.dayOf(atMs);
          const startMs = calendar.startOf(day);
          const nextDay = calendar.dayOf(startMs + 36 * hourMs);
          assert.match(day, /^\d{4}-\d{2}-\d{2}$/);
          assert.ok(startMs <= atMs && atMs < calendar.startOf(nextDay));
          assert.equal(calendar.dayOf(startMs), day);
          assert.ok(calendar.dayOf(startMs - 1) < day && day < nextDay);
        }
      }),
    );
  });

  it('follows the time zone of the machine, also over the change of the clocks', () => {
    const noon = Date.UTC(2026, 9, 5, 12);
    const question = `[calendar.dayOf(${noon}), calendar.dayOf(${noon + 7 * hourMs})]`;
    assert.deepEqual(inZone('Asia/Shanghai', question), ['2026-10-05', '2026-10-06']);
    assert.deepEqual(inZone('America/Los_Angeles', question), ['2026-10-05', '2026-10-05']);
    const hours = (day: string, next: string) =>
      `(calendar.startOf('${next}') - calendar.startOf('${day}')) / ${hourMs}`;
    assert.equal(inZone('Europe/Berlin', hours('2026-03-29', '2026-03-30')), 23);
    assert.equal(inZone('Europe/Berlin', hours('2026-10-25', '2026-10-26')), 25);
    // In Cairo the clocks jump over midnight: the day begins at one.
    const begins = "calendar.dayOf(calendar.startOf('2026-04-24'))";
    assert.equal(inZone('Africa/Cairo', begins), '2026-04-24');
    assert.equal(inZone('Africa/Cairo', hours('2026-04-24', '2026-04-25')), 23);
  });

  it('writes moments for machines in UTC', () => {
    assert.equal(utcText(Date.UTC(2026, 9, 5, 12)), '2026-10-05T12:00:00.000Z');
  });
});
