import assert from 'node:assert/strict';
import type { SecretQuery } from '../../server/ports/index.ts';
import { createRedactor, environmentSecrets, stderrLog, systemEnvironment } from '../../server/system/index.ts';

const query = (...variables: string[]): SecretQuery => ({
  provider: 'deepseek',
  origin: 'https://api.example.com',
  variables,
  stored: true,
});
const none = { kind: 'none' } as const;
const found = (variable: string, key = 'value-of-the-key') =>
  ({ kind: 'found', key, source: 'environment', variable }) as const;

const capture = (level: Parameters<typeof stderrLog>[0], redactor = createRedactor()) => {
  const lines: string[] = [];
  return { lines, log: stderrLog(level, { redactor, write: (line) => lines.push(line), nowMs: () => 0 }) };
};

describe('environmentSecrets', () => {
  it('reads the variable of the query at the moment of the call', () => {
    const environment: Record<string, string | undefined> = {};
    const secrets = environmentSecrets(environment);
    assert.deepEqual(secrets.read(query('SOME_KEY')), none);
    environment.SOME_KEY = 'value-of-the-key';
    assert.deepEqual(secrets.read(query('SOME_KEY')), found('SOME_KEY'));
    assert.deepEqual(secrets.read(query()), none);
  });

  it('takes the first variable that has a key, in the order of the query', () => {
    const secrets = environmentSecrets({ FIRST_KEY: '', SECOND_KEY: 'second-of-the-keys', THIRD_KEY: 'third' });
    const answer = secrets.read(query('FIRST_KEY', 'SECOND_KEY', 'THIRD_KEY'));
    assert.deepEqual(answer, found('SECOND_KEY', 'second-of-the-keys'));
  });

  it('treats an empty variable as not set', () => {
    assert.deepEqual(environmentSecrets({ SOME_KEY: '' }).read(query('SOME_KEY')), none);
    assert.deepEqual(environmentSecrets({ SOME_KEY: ' \n' }).read(query('SOME_KEY')), none);
  });

  it('leaves out white space around a key and says so once, without the key', () => {
    const { lines, log } = capture('info');
    const secrets = environmentSecrets({ SOME_KEY: 'value-of-the-key\n' }, { log });
    assert.deepEqual(secrets.read(query('SOME_KEY')), found('SOME_KEY'));
    secrets.read(query('SOME_KEY'));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /SOME_KEY has white space/);
    assert.doesNotMatch(lines[0] ?? '', /value-of-the-key/);
  });

  it('tells the redactor every key it hands out', () => {
    const redactor = createRedactor();
    environmentSecrets({ SOME_KEY: 'value-of-the-key' }, { redactor }).read(query('SOME_KEY'));
    assert.equal(redactor.redact('sent value-of-the-key there'), 'sent [key removed] there');
  });
});

describe('createRedactor', () => {
  it('removes registered values everywhere, the longer one first, also URL-encoded', () => {
    const redactor = createRedactor();
    redactor.register('secret-1234');
    redactor.register('secret-1234-long/end');
    assert.equal(
      redactor.redact('a secret-1234-long/end b secret-1234 c secret-1234-long%2Fend'),
      'a [key removed] b [key removed] c [key removed]',
    );
  });

  it('removes what follows an authorization scheme, and leaves ordinary words alone', () => {
    const redactor = createRedactor();
    redactor.register('no');
    assert.equal(redactor.redact('authorization: Bearer abcdef123456'), 'authorization: Bearer [key removed]');
    assert.equal(redactor.redact('no basic idea, nobody knows'), 'no basic idea, nobody knows');
  });
});

describe('stderrLog', () => {
  it('writes one plain line with its fields', () => {
    const { lines, log } = capture('debug');
    log.warn('Model changed', { model: 'claude', ms: 12, note: 'two words', gone: undefined, none: null });
    assert.deepEqual(lines, [
      '1970-01-01T00:00:00.000Z warn  Model changed  model=claude  ms=12  note="two words"  none=null\n',
    ]);
  });

  it('keeps below its level silent', () => {
    for (const [level, expected] of [
      ['debug', 4],
      ['info', 3],
      ['warn', 2],
      ['error', 1],
      ['silent', 0],
    ] as const) {
      const { lines, log } = capture(level);
      log.debug('text');
      log.info('text');
      log.warn('text');
      log.error('text');
      assert.equal(lines.length, expected, level);
    }
  });

  it('cannot be made to forge a line, to show a key or to hold an answer', () => {
    const redactor = createRedactor();
    redactor.register('secret-1234');
    const { lines, log } = capture('info', redactor);
    log.info('bad\nthing\u001b[31m', { key: 'secret-1234', answer: 'x'.repeat(5000) });
    const line = lines.join('');
    assert.equal(line.indexOf('\n'), line.length - 1);
    assert.ok(!line.includes('\u001b') && !line.includes('secret-1234'));
    assert.ok(line.length < 700);
  });
});

describe('systemEnvironment', () => {
  it('gives values without white space and nothing for an empty one', () => {
    const environment = systemEnvironment({ OLLAMA_HOST: ' 127.0.0.1:11434 ', EMPTY: ' ' });
    assert.equal(environment.variable('OLLAMA_HOST'), '127.0.0.1:11434');
    assert.equal(environment.variable('EMPTY'), undefined);
    assert.equal(environment.variable('MISSING'), undefined);
  });
});
