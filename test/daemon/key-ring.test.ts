import assert from 'node:assert/strict';
import { KeyRing } from '../../server/daemon/key-ring.ts';
import type { SecretAnswer, SecretQuery } from '../../server/ports/index.ts';
import { environmentSecrets } from '../../server/system/index.ts';

const home = 'https://api.deepseek.com';

const query = (changes: Partial<SecretQuery> = {}): SecretQuery => ({
  provider: 'deepseek',
  origin: home,
  variables: ['DEEPSEEK_API_KEY'],
  stored: true,
  ...changes,
});

const stored = (key: string): SecretAnswer => ({ kind: 'found', key, source: 'stored' });
const inVariable = (key: string, variable: string): SecretAnswer => ({
  kind: 'found',
  key,
  source: 'environment',
  variable,
});
const none: SecretAnswer = { kind: 'none' };

function ring(environment: Record<string, string> = {}) {
  const registered: string[] = [];
  const keys = new KeyRing({
    environment: environmentSecrets(environment),
    register: (key) => registered.push(key),
  });
  /** A window that answers as `answer` says; `asked` holds the queries of each question. */
  const window = (id: string, answer: (query: SecretQuery) => SecretAnswer) => {
    const asked: (readonly SecretQuery[])[] = [];
    let reply = answer;
    keys.add(id, async (queries) => {
      asked.push(queries);
      return queries.map(reply);
    });
    return {
      asked,
      answers(next: (query: SecretQuery) => SecretAnswer) {
        reply = next;
      },
    };
  };
  /** As resolving models does it: ask, learn that it is missing, let the window be asked. */
  const want = (...queries: SecretQuery[]) => queries.map((each) => keys.read(each));
  return { keys, registered, window, want };
}

describe('keys that windows lend', () => {
  it('are there once the window was asked, and every one is told to the redactor', async () => {
    const { keys, window, want, registered } = ring();
    window('w', () => stored(' window-key '));
    assert.deepEqual(want(query()), [none]);
    assert.equal(await keys.refresh('w'), true);
    assert.deepEqual(keys.read(query()), stored(' window-key '));
    assert.deepEqual(registered, ['window-key']);
  });

  it('are bound to the server they were given for, and to the vendor', async () => {
    const { keys, window, want } = ring();
    const other = query({ origin: 'https://elsewhere.example' });
    const vendor = query({ provider: 'openai' });
    window('w', ({ origin, provider }) => (origin === home && provider === 'deepseek' ? stored('key-1') : none));
    want(query(), other, vendor);
    await keys.refresh('w');
    assert.deepEqual(want(query(), other, vendor), [stored('key-1'), none, none]);
  });

  it('a key that a person stored wins over one from a variable, of windows and of the process', async () => {
    const { keys, window, want } = ring({ DEEPSEEK_API_KEY: 'of-the-process' });
    const owned = query({ stored: false });
    window('w', ({ stored: mayBeStored }) =>
      mayBeStored ? stored('stored-key') : inVariable('of-the-window', 'DEEPSEEK_API_KEY'),
    );
    assert.deepEqual(want(query(), owned), [
      inVariable('of-the-process', 'DEEPSEEK_API_KEY'),
      inVariable('of-the-process', 'DEEPSEEK_API_KEY'),
    ]);
    await keys.refresh('w');
    assert.deepEqual(want(query()), [stored('stored-key')]);
    assert.deepEqual(want(owned), [inVariable('of-the-window', 'DEEPSEEK_API_KEY')]);
  });

  it('a stored key is never given out where the settings name a variable of their own', async () => {
    const { keys, window, want } = ring();
    const owned = query({ stored: false, variables: ['MY_KEY'] });
    window('w', ({ stored: mayBeStored }) => (mayBeStored ? stored('stored-key') : none));
    want(query(), owned);
    await keys.refresh('w');
    assert.deepEqual(want(query(), owned), [stored('stored-key'), none]);
  });

  it('a key from one variable is none for another variable', async () => {
    const { keys, window, want } = ring();
    const mine = query({ stored: false, variables: ['MY_KEY'] });
    const yours = query({ stored: false, variables: ['YOUR_KEY'] });
    window('w', ({ variables }) => (variables[0] === 'MY_KEY' ? inVariable('mine', 'MY_KEY') : none));
    want(mine, yours);
    await keys.refresh('w');
    assert.deepEqual(want(mine, yours), [inVariable('mine', 'MY_KEY'), none]);
  });
});

describe('keys of several windows', () => {
  const two = async () => {
    const house = ring({ DEEPSEEK_API_KEY: 'of-the-process' });
    const first = house.window('first', () => stored('first-key'));
    const second = house.window('second', () => stored('second-key'));
    house.want(query());
    await house.keys.refresh('first');
    await house.keys.refresh('second');
    return { ...house, first, second };
  };

  it('the window that came last counts', async () => {
    const { want } = await two();
    assert.deepEqual(want(query()), [stored('second-key')]);
  });

  it('go with their window: the other one, then the process takes over', async () => {
    const { keys, want } = await two();
    keys.remove('second');
    assert.deepEqual(want(query()), [stored('first-key')]);
    keys.remove('first');
    assert.deepEqual(want(query()), [inVariable('of-the-process', 'DEEPSEEK_API_KEY')]);
    assert.equal(await keys.refresh('first'), false, 'a window that has gone is asked nothing');
  });

  it('a window that has none any more hides none of the others', async () => {
    const { keys, second, want } = await two();
    second.answers(() => none);
    assert.equal(await keys.refresh('second'), true);
    assert.deepEqual(want(query()), [stored('first-key')]);
  });
});

describe('a key that is stored for another server', () => {
  it('is not given out, but named by its server, so that a person can be told', async () => {
    const { keys, window, want } = ring();
    const other = query({ origin: 'https://elsewhere.example' });
    const asking = window('w', () => ({ kind: 'none', otherOrigin: home }));
    want(other);
    assert.equal(await keys.refresh('w'), true);
    assert.deepEqual(want(other), [{ kind: 'none', otherOrigin: home }]);
    assert.deepEqual(want(query({ ...other, provider: 'openai' })), [none], 'only for what was asked');
    asking.answers(() => none);
    await keys.refresh('w');
    assert.deepEqual(want(other), [none]);
  });

  it('hides no key that another window has for this very server', async () => {
    const { keys, window, want } = ring();
    window('first', () => stored('right-key'));
    window('second', () => ({ kind: 'none', otherOrigin: 'https://elsewhere.example' }));
    want(query());
    await keys.refresh('first');
    await keys.refresh('second');
    assert.deepEqual(want(query()), [stored('right-key')]);
  });
});

describe('questions to a window', () => {
  it('are asked once for each thing that is wanted, in one go', async () => {
    const { keys, window, want } = ring();
    const { asked } = window('w', () => none);
    const other = query({ provider: 'openai', variables: ['OPENAI_API_KEY'] });
    want(query(), other, query(), query());
    assert.equal(keys.wanted, 2);
    await keys.refresh('w');
    assert.deepEqual(asked, [[query(), other]]);
  });

  it('are not asked when nothing is wanted', async () => {
    const { keys, window } = ring();
    const { asked } = window('w', () => stored('key'));
    assert.equal(await keys.refresh('w'), false);
    assert.deepEqual(asked, []);
  });

  it('that are answered as before have changed nothing', async () => {
    const { keys, window, want } = ring();
    const { answers } = window('w', () => stored('key-1'));
    want(query());
    assert.deepEqual([await keys.refresh('w'), await keys.refresh('w')], [true, false]);
    answers(() => stored('key-2'));
    assert.equal(await keys.refresh('w'), true);
    assert.deepEqual(want(query()), [stored('key-2')]);
    assert.equal(keys.wanted, 1, 'what is known need not be asked for again');
  });

  it('that get too few answers have none for the rest', async () => {
    const { keys, want } = ring();
    const other = query({ provider: 'openai' });
    keys.add('w', async () => [stored('key-1')]);
    want(query(), other);
    await keys.refresh('w');
    assert.deepEqual(want(query(), other), [stored('key-1'), none]);
    keys.add('silent', async () => []);
    assert.equal(await keys.refresh('silent'), false);
  });

  it('that are answered late bring nothing back: neither what was removed since, nor the keys of a window that has gone', async () => {
    const { keys, want } = ring();
    const replies: ((answers: readonly SecretAnswer[]) => void)[] = [];
    keys.add('w', () => new Promise((resolve) => replies.push(resolve)));
    want(query());
    const [early, late] = [keys.refresh('w'), keys.refresh('w')];
    replies[1]?.([none]);
    assert.equal(await late, false);
    replies[0]?.([stored('removed-key')]);
    assert.equal(await early, false);
    assert.deepEqual(want(query()), [none]);
    const last = keys.refresh('w');
    keys.remove('w');
    replies[2]?.([stored('key-of-nobody')]);
    assert.equal(await last, false);
    assert.deepEqual(want(query()), [none]);
  });

  it('are not more and more: what nobody has read for long is asked for no longer', async () => {
    const { keys, window, want } = ring();
    const { asked } = window('w', ({ origin }) => (origin === home ? stored('key') : none));
    want(query());
    for (let number = 0; number < 3000; number += 1)
      want(query({ origin: `https://typed-${number}.example` }), query());
    const wanted = keys.wanted;
    await keys.refresh('w');
    assert.equal(asked.flat().length, 1000);
    assert.deepEqual(want(query()), [stored('key')], 'what is still read is still asked for');
    want(query({ origin: 'https://new.example' }));
    assert.equal(keys.wanted, wanted + 1, 'a new question is noticed all the same');
  });
});
