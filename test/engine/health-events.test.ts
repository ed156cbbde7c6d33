import assert from 'node:assert/strict';
import { type House, houseIn, World } from './health-house.ts';
import { failsWith, http, inTurn, says } from './scripted-provider.ts';

const changesOf = ({ events }: House, modelId: string) =>
  events.flatMap((event) =>
    event.type === 'model-status' && event.modelId === modelId ? [[event.previous, event.status]] : [],
  );

describe('changes of status are events with reason and previous state', () => {
  it('failed, degraded, recovered: exactly one for each change, each from where the last one led', async () => {
    const world = new World();
    const dead = failsWith(http(503));
    const house = houseIn(world, { models: { a: inTurn(says('a'), dead, dead, says('back')), b: says('b') } });
    await house.ask('a');
    await house.ask('a');
    await world.clock.advance(600_000);
    await house.ask('a');
    const changes = changesOf(house, 'a');
    assert.deepEqual(changes[0], ['unknown', 'healthy']);
    assert.ok(changes.some(([, status]) => status === 'unhealthy'));
    for (const [index, [previous, status]] of changes.entries()) {
      assert.notEqual(previous, status);
      if (index > 0) assert.equal(previous, changes[index - 1]?.[1]);
    }
    assert.equal(changes.at(-1)?.[1], house.model('a').status);
    const told = house.events.filter((event) => event.type === 'model-status');
    assert.ok(told.every((event) => event.reason.key !== ''));
  });

  it('none for a key that comes or goes: not configured is no illness', () => {
    const house = houseIn(new World(), { models: { a: says('a') } });
    for (const model of ['no-key', undefined, 'no-key', undefined]) {
      house.configure({ models: { a: { provider: 'openai-compatible', ...(model === undefined ? {} : { model }) } } });
      assert.equal(house.model('a').status, model === undefined ? 'unknown' : 'notConfigured');
    }
    assert.deepEqual(changesOf(house, 'a'), []);
  });

  it('old evidence goes on fading after the wall clock was set back', async () => {
    const world = new World();
    const house = houseIn(world, { models: { a: says('a') } });
    await house.ask('a');
    world.clock.shiftWall(-30 * 86_400_000);
    await world.clock.advance(2 * 3_600_000);
    assert.equal(house.model('a').status, 'unknown');
  });
});
