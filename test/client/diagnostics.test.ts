import assert from 'node:assert/strict';
import { type DiagnosticsFacts, diagnosticsText } from '../../client/diagnostics-text.ts';
import { keepRecentLines, recentLines } from '../../client/recent-log.ts';
import { settingSummary } from '../../client/setting-summary.ts';
import { sentence } from '../../server/protocol/sentence.ts';
import { fakeLog } from './fake-log.ts';
import { sampleAttempt, sampleModel, sampleRequest, sampleSnapshot } from './state-samples.ts';

const facts: DiagnosticsFacts = {
  atMs: Date.UTC(2026, 10, 23, 12),
  versions: [
    ['VideoGenius', '0.1.0 (built-1)'],
    ['workspace', 'trusted'],
  ],
  link: 'The connection is stopped.',
  daemon: undefined,
  settings: ['videogenius.strategy: random'],
  snapshot: undefined,
  logLines: ['one line'],
  secrets: [],
};

describe('settings in a report', () => {
  it('are shown when they are simple', () => {
    assert.deepEqual(
      settingSummary({
        'videogenius.strategy': 'random',
        'videogenius.failover.maxAttempts': 4,
        'videogenius.fallbackChain': ['claude', 'qwen'],
        'videogenius.modelWeights': { claude: 2, qwen: 0 },
      }),
      [
        'videogenius.failover.maxAttempts: 4',
        'videogenius.fallbackChain: [claude, qwen]',
        'videogenius.modelWeights: { claude: 2, qwen: 0 }',
        'videogenius.strategy: random',
      ],
    );
  });

  it('are only named when they could hold a secret', () => {
    const [line = ''] = settingSummary({
      'videogenius.models': {
        mine: {
          provider: 'openai-compatible',
          enabled: false,
          baseUrl: 'https://me:password@proxy.example/v1',
          headers: { Authorization: 'Bearer sk-secret-1' },
          apiKeyEnv: 'sk-secret-2-by-mistake',
          model: 'https://me:password@not-a-model.example/?key=sk-secret-3',
        },
        broken: 'sk-secret-4',
      },
    });
    assert.equal(
      line,
      'videogenius.models: { mine: provider openai-compatible, enabled false, baseUrl (set), headers (set), apiKeyEnv (set), model (set); broken: (set) }',
    );
    const [language] = settingSummary({
      'videogenius.writing.language': 'A whole text, or https://me:password@example',
    });
    assert.equal(language, 'videogenius.writing.language: (set)');
  });

  it('never show what may be a key in the wrong place, and still show the names of models', () => {
    const keys = ['sk-0123456789abcdef0123', 'gsk_abcdefgh', 'AIzaSyD-0123456789', '0a1b2c3d4e5f60718293a4b5c6d7e8f9'];
    for (const key of keys) {
      const lines = settingSummary({
        'videogenius.writing.language': key,
        'videogenius.fallbackChain': [key],
        'videogenius.modelWeights': { [key]: 1 },
        'videogenius.models': { deepseek: { model: key, [key]: 1 }, [key]: { region: key }, other: key },
      });
      assert.equal(lines.length, 4);
      assert.ok(!lines.join().includes(key), lines.join());
    }
    const models = ['claude-3-5-sonnet-20241022', 'gpt-4.1-mini', 'ernie-4.5-turbo-128k', 'deepseek-v4-flash'];
    const [line = ''] = settingSummary({ 'videogenius.fallbackChain': models });
    assert.equal(line, `videogenius.fallbackChain: [${models.join(', ')}]`);
  });
});

describe('the report', () => {
  it('can be made while the daemon is stopped', () => {
    const text = diagnosticsText(facts);
    assert.match(text, /\| VideoGenius \| 0\.1\.0 \(built-1\) \|/);
    assert.match(text, /Not known: the background process is not running\./);
    assert.match(text, /- videogenius\.strategy: random/);
    assert.match(text, /```\none line\n```/);
  });

  it('shows daemon, models and the last twenty requests', () => {
    const attempts = [
      sampleAttempt('deepseek', { outcome: 'failed', class: 'rateLimit', status: 429, totalMs: 120 }),
      sampleAttempt('claude', { switchMs: 1.6, totalMs: 900, status: null, class: null }),
    ];
    const requests = Array.from({ length: 30 }, (_, index) => sampleRequest(`request-${index}`, { attempts }));
    const reason = sentence('The last answer was {0} | {1}.', 'slow', 'late');
    const models = [sampleModel('deepseek', { simulated: true, reason, status: 'degraded' })];
    const text = diagnosticsText({
      ...facts,
      snapshot: sampleSnapshot({ models, requests }),
      daemon: {
        build: { version: '0.1.0', builtAtMs: 0, id: 'sources' },
        mode: 'shared',
        processId: 4242,
        startedAtMs: facts.atMs - 61_000,
        residentBytes: 73_400_320,
        sessions: 2,
        runningRequests: 1,
        replacementWanted: false,
        nodeVersion: '24.21.0',
      },
    });
    assert.match(text, /\| process \| 4242 \|/);
    assert.match(text, /\| runs for \| 61 s \|/);
    assert.match(text, /\| memory \| 70 MiB \|/);
    assert.match(text, /\| deepseek \(simulated\) \| \S+ \| degraded \| The last answer was slow \\\| late\. \|/);
    assert.equal(
      text.match(/deepseek failed \(rateLimit 429\) 120 ms; claude success 900 ms, switched in 2 ms/g)?.length,
      20,
    );
  });

  it('blots out a stored key wherever it got in, and leaves its fence whole', () => {
    const text = diagnosticsText({
      ...facts,
      logLines: ['a line with sk-very-secret-key', '``` and sk-very-secret-key-longer'],
      secrets: ['sk-very-secret-key', 'sk-very-secret-key-longer', 'a'],
    });
    assert.doesNotMatch(text, /secret/);
    assert.match(text, /a line with \*\*\*\n''' and \*\*\*\n```/);
  });
});

describe('the log', () => {
  it('remembers its last lines with time and level, and no trace', () => {
    const { channel, written } = fakeLog();
    const log = keepRecentLines(channel, () => Date.UTC(2026, 0, 1));
    log.trace('wire');
    log.info('first');
    log.error(new Error('second'));
    assert.deepEqual(recentLines(log), [
      '2026-01-01T00:00:00.000Z [info] first',
      '2026-01-01T00:00:00.000Z [error] second',
    ]);
    assert.deepEqual(written, ['trace wire', 'info first', 'error second']);
    for (let line = 0; line < 500; line += 1) log.warn(`line ${line}`);
    assert.equal(recentLines(log).length, 200);
    assert.match(recentLines(log).at(-1) ?? '', /line 499/);
    assert.deepEqual(recentLines(channel), []);
  });
});
