import assert from 'node:assert/strict';
import { type CheckWords, checkSummary, checkText } from '../../client/models/check-words.ts';
import { createSpeaker } from '../../client/words/sentences.ts';
import { type CheckResult, noSentence, sentence } from '../../server/protocol/index.ts';
import { chineseL10n } from './chinese.ts';
import { l10n } from './fake-vscode.ts';

const words: CheckWords = { l10n, speaker: createSpeaker('en'), isPreset: (modelId) => modelId === 'local' };

const check = (modelId: string, outcome: CheckResult['outcome'], change: Partial<CheckResult> = {}): CheckResult => ({
  modelId,
  simulated: false,
  outcome,
  class: null,
  message: noSentence,
  hint: noSentence,
  totalMs: 120,
  availableModels: [],
  ...change,
});
const refused = check('beta', 'failed', {
  class: 'auth',
  message: sentence('The vendor refused the key. Set another key to use it again.'),
  hint: sentence('Try again later.'),
});

describe('the words of a connection test', () => {
  it('say of one model what was found and what to do', () => {
    assert.equal(checkText(check('alpha', 'ok'), words), 'alpha: works.');
    assert.equal(
      checkText(refused, words),
      'beta: does not work. The vendor refused the key. Set another key to use it again. Try again later.',
    );
    const chinese = { ...words, l10n: chineseL10n, speaker: createSpeaker('zh-cn') };
    assert.match(checkText(refused, chinese), /^beta：无法使用。服务商拒绝了密钥。[^ ]+$/);
  });

  it('call a simulated model simulated', () => {
    assert.match(checkText(check('alpha', 'ok', { simulated: true }), words), /^alpha \(simulated\)/);
  });

  it('sum up what works, what does not, and what no free test proves', () => {
    const checks = [
      check('alpha', 'ok'),
      refused,
      check('gamma', 'unchecked'),
      check('delta', 'notConfigured'),
      check('epsilon', 'disabled'),
      check('local', 'failed', { class: 'network' }),
    ];
    assert.deepEqual(checkSummary(checks, words), {
      kind: 'partly',
      text: '1 of 3 models work. Not working: beta. Not proven by a free test: gamma.',
      unproven: ['gamma'],
    });
  });

  it('tell good, bad and nothing apart', () => {
    assert.deepEqual(checkSummary([check('alpha', 'ok')], words), { kind: 'well', text: 'alpha works.', unproven: [] });
    assert.equal(checkSummary([refused], words).kind, 'badly');
    assert.equal(checkSummary([refused], words).text, 'Not working: beta.');
    const nobody = [check('delta', 'notConfigured'), check('local', 'failed', { class: 'network' })];
    assert.equal(checkSummary(nobody, words).kind, 'nothing');
    assert.equal(checkSummary([check('local', 'failed', { class: 'auth' })], words).kind, 'badly');
  });
});
