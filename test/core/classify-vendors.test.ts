import assert from 'node:assert/strict';
import { classify, type FailureSignal } from '../../server/core/index.ts';
import { type FailureClass, type ProviderId, renderSentence } from '../../server/protocol/index.ts';
import { vendors } from '../../server/providers/vendors/index.ts';
import { type Answer, context, http, inBand } from './classify-support.ts';

type Row = readonly [FailureClass, Answer];

function judge(vendor: ProviderId, signal: FailureSignal) {
  const manifest = vendors.find(({ id }) => id === vendor);
  assert.ok(manifest, vendor);
  return classify(signal, manifest.errorRules, context);
}

function check(vendor: ProviderId, signalOf: (answer: Answer) => FailureSignal, rows: readonly Row[]): void {
  for (const [expected, answer] of rows) {
    it(`${expected}: ${JSON.stringify(answer).slice(0, 110)}`, () => {
      const failure = judge(vendor, signalOf(answer));
      assert.equal(failure.class, expected);
      assert.doesNotMatch(renderSentence(failure.message), /undefined|[{}<>]/);
    });
  }
}

/** What every vendor of the OpenAI shape may send; the status decides where the body says nothing. */
const common: readonly Row[] = [
  ['auth', { status: 401, message: 'no' }],
  ['billing', { status: 402, message: 'pay' }],
  ['rateLimit', { status: 429, message: 'slower' }],
  ['overload', { status: 500 }],
  ['overload', { status: 502 }],
  ['overload', { status: 503 }],
  ['overload', { status: 504 }],
  ['overload', { status: 529 }],
  ['geo', { status: 451 }],
  ['geo', { status: 403, message: 'This service is not available in your country.' }],
  ['modelMissing', { status: 404 }],
  ['callerFault', { status: 400, message: 'bad' }],
  ['callerFault', { status: 422, message: 'bad' }],
  ['network', { status: 407 }],
  ['network', { status: 403, message: '<html> Blocked by the firewall' }],
  ['timeout', { status: 408 }],
  ['billing', { status: 400, message: '您的账号已欠费，请充值' }],
];

describe('classify, for every vendor: the status where the body says nothing', () => {
  for (const { id } of vendors) describe(id, () => check(id, http, common));
});

describe('classify, vendor by vendor: error answers', () => {
  const rows: Readonly<Partial<Record<ProviderId, readonly Row[]>>> = {
    deepseek: [
      ['callerFault', { status: 400, type: 'invalid_request_error', message: 'Invalid JSON' }],
      ['auth', { status: 401, type: 'authentication_error', message: 'Authentication Fails, your api key is invalid' }],
      // The code misleads; the status decides.
      [
        'billing',
        { status: 402, type: 'unknown_error', code: 'invalid_request_error', message: 'Insufficient Balance' },
      ],
      ['callerFault', { status: 422, message: 'Invalid parameters' }],
      ['rateLimit', { status: 429, message: 'Concurrency limit reached' }],
      ['overload', { status: 503, message: 'Server overloaded' }],
      ['contentFilter', { status: 400, message: 'Content Exists Risk' }],
      ['modelMissing', { status: 400, message: 'Model Not Exist' }],
      ['tooLong', { status: 400, message: "This model's maximum context length is 131072 tokens." }],
    ],
    claude: [
      ['callerFault', { status: 400, type: 'invalid_request_error', message: 'messages: at least one is required' }],
      ['auth', { status: 401, type: 'authentication_error', message: 'invalid x-api-key' }],
      ['billing', { status: 402, type: 'billing_error', message: 'A payment problem' }],
      ['auth', { status: 403, type: 'permission_error', message: 'Your API key may not use this resource' }],
      ['modelMissing', { status: 404, type: 'not_found_error', message: 'model: claude-x' }],
      ['callerFault', { status: 409, type: 'conflict_error' }],
      ['tooLong', { status: 413, type: 'request_too_large' }],
      [
        'rateLimit',
        {
          status: 429,
          type: 'rate_limit_error',
          message: 'Number of request tokens has exceeded your limit',
          headers: { 'retry-after': '12' },
        },
      ],
      [
        'billing',
        { status: 429, code: 'enforced_spend_limit_reached', type: 'rate_limit_error', message: 'Monthly limit' },
      ],
      [
        'billing',
        {
          status: 400,
          type: 'invalid_request_error',
          message:
            'You have reached your specified API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.',
        },
      ],
      [
        'billing',
        {
          status: 400,
          type: 'invalid_request_error',
          message: 'Your credit balance is too low to access the Anthropic API.',
        },
      ],
      ['overload', { status: 500, type: 'api_error' }],
      ['overload', { status: 504, type: 'timeout_error' }],
      ['overload', { status: 529, type: 'overloaded_error', message: 'Overloaded' }],
      [
        'tooLong',
        { status: 400, type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
      ],
      ['geo', { status: 403, type: 'forbidden', message: 'Request not allowed from this country' }],
    ],
    openai: [
      ['auth', { status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided: ***' }],
      [
        'geo',
        {
          status: 403,
          code: 'unsupported_country_region_territory',
          message: 'Country, region, or territory not supported',
        },
      ],
      [
        'modelMissing',
        { status: 404, code: 'model_not_found', message: 'The model does not exist or you do not have access to it.' },
      ],
      ['rateLimit', { status: 429, code: 'rate_limit_exceeded', type: 'requests', message: 'Rate limit reached' }],
      [
        'billing',
        {
          status: 429,
          code: 'insufficient_quota',
          type: 'insufficient_quota',
          message: 'You exceeded your current quota, please check your plan and billing details.',
        },
      ],
      ['billing', { status: 429, code: 'credit_balance_exhausted', type: 'insufficient_quota' }],
      ['billing', { status: 429, message: 'You have reached your spend limit.' }],
      ['overload', { status: 503, code: 'slow_down', message: 'Slow Down' }],
      ['overload', { status: 503, message: 'The engine is currently overloaded' }],
      ['contentFilter', { status: 400, code: 'content_policy_violation' }],
      ['tooLong', { status: 400, code: 'context_length_exceeded' }],
      [
        'dailyQuota',
        {
          status: 429,
          code: 'rate_limit_exceeded',
          message: 'Rate limit reached on requests per day (RPD): Limit 200',
        },
      ],
    ],
    moonshot: [
      [
        'contentFilter',
        {
          status: 400,
          type: 'content_filter',
          message: 'The request was rejected because it was considered high risk',
        },
      ],
      ['callerFault', { status: 400, type: 'invalid_request_error', message: 'Invalid request: temperature' }],
      ['auth', { status: 401, type: 'invalid_authentication_error', message: 'Invalid Authentication' }],
      ['auth', { status: 401, type: 'incorrect_api_key_error', message: 'Incorrect API key provided' }],
      ['billing', { status: 403, message: 'See the help page' }],
      [
        'modelMissing',
        { status: 403, type: 'permission_denied_error', message: 'The API you are accessing is not open' },
      ],
      ['rateLimit', { status: 429, type: 'rate_limit_reached_error', message: 'Your account reached max RPM: 3' }],
      [
        'overload',
        {
          status: 429,
          type: 'engine_overloaded_error',
          message: 'The engine is currently overloaded, please try again later',
        },
      ],
      [
        'billing',
        {
          status: 429,
          type: 'exceeded_current_quota_error',
          message: 'Your account is suspended, please check your plan and billing details',
        },
      ],
      [
        'modelMissing',
        { status: 404, type: 'resource_not_found_error', message: 'Not found the model or permission denied' },
      ],
    ],
    ollama: [
      ['modelMissing', { status: 404, message: 'model "llama" not found, try pulling it first' }],
      ['overload', { status: 503, message: 'server busy, please try again. maximum pending requests exceeded' }],
      ['overload', { status: 502, message: 'cloud model unavailable' }],
      ['overload', { status: 500, message: 'model requires more system memory than is available' }],
    ],
    azure: [
      [
        'contentFilter',
        { status: 400, code: 'content_filter', type: 'ResponsibleAIPolicyViolation', message: 'filtered' },
      ],
      [
        'modelMissing',
        { status: 404, code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
      ],
      [
        'rateLimit',
        {
          status: 429,
          code: '429',
          message: 'Requests have exceeded the token rate limit of your pricing tier. Please retry after 2 seconds.',
        },
      ],
      ['overload', { status: 429, message: 'The system is currently experiencing high demand' }],
      ['rateLimit', { status: 429, message: 'Your rate limit was temporarily adjusted' }],
      ['auth', { status: 401, code: '401', message: 'Access denied due to invalid subscription key' }],
    ],
    gemini: [
      [
        'auth',
        {
          status: 400,
          code: 'INVALID_ARGUMENT',
          type: 'API_KEY_INVALID',
          message: 'API key not valid. Please pass a valid API key.',
        },
      ],
      ['callerFault', { status: 400, code: 'INVALID_ARGUMENT', message: 'Invalid value at generation_config' }],
      ['geo', { status: 400, code: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' }],
      ['billing', { status: 402, message: 'Payment' }],
      ['auth', { status: 403, code: 'PERMISSION_DENIED', message: 'The caller does not have permission' }],
      ['modelMissing', { status: 404, code: 'NOT_FOUND', message: 'models/gemini-x is not found' }],
      [
        'rateLimit',
        {
          status: 429,
          code: 'RESOURCE_EXHAUSTED',
          message:
            'You exceeded your current quota, please check your plan and billing details. (quota GenerateRequestsPerMinutePerProjectPerModel) Please retry in 45.8s',
        },
      ],
      [
        'dailyQuota',
        {
          status: 429,
          code: 'RESOURCE_EXHAUSTED',
          message:
            'You exceeded your current quota, please check your plan and billing details. (quota GenerateRequestsPerDayPerProjectPerModel-FreeTier) Please retry in 45.8s',
        },
      ],
      ['overload', { status: 503, code: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' }],
      ['overload', { status: 504, code: 'DEADLINE_EXCEEDED' }],
    ],
    qwen: [
      [
        'billing',
        {
          status: 400,
          code: 'Arrearage',
          message: 'Access denied, please make sure your account is in good standing.',
        },
      ],
      [
        'callerFault',
        {
          status: 400,
          code: 'InvalidParameter',
          message: 'parameter.enable_thinking must be set to false for non-streaming calls',
        },
      ],
      [
        'contentFilter',
        { status: 400, code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' },
      ],
      ['auth', { status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided.' }],
      [
        'dailyQuota',
        {
          status: 403,
          code: 'AllocationQuota.FreeTierOnly',
          message: 'The free tier of the model has been exhausted.',
        },
      ],
      ['dailyQuota', { status: 403, message: 'Free allocated quota exceeded.' }],
      [
        'rateLimit',
        { status: 429, code: 'Throttling.RateQuota', message: 'Requests rate limit exceeded, please try again later.' },
      ],
      ['rateLimit', { status: 429, message: 'Allocated quota exceeded, please increase your quota limit.' }],
      ['rateLimit', { status: 429, message: 'Request rate increased too quickly.' }],
      [
        'modelMissing',
        { status: 404, code: 'model_not_found', message: 'The model does not exist or you do not have access to it.' },
      ],
      ['modelMissing', { status: 403, code: 'Model.AccessDenied', message: 'Model access denied.' }],
      ['tooLong', { status: 400, code: 'InvalidParameter', message: 'Range of input length should be [1, 129024]' }],
    ],
    ernie: [
      ['callerFault', { status: 400, code: 'malformed_json' }],
      ['modelMissing', { status: 400, code: 'invalid_model', message: 'The model does not exist' }],
      ['callerFault', { status: 400, code: 'invalid_messages' }],
      ['tooLong', { status: 400, code: 'characters_too_long' }],
      ['tooLong', { status: 400, code: 'tokens_too_long' }],
      ['contentFilter', { status: 400, code: 'unsafe_request' }],
      ['auth', { status: 401, code: 'access_denied' }],
      ['modelMissing', { status: 401, code: 'invalid_model', message: 'No permission to use the model' }],
      ['rateLimit', { status: 429, code: 'rpm_rate_limit_exceeded' }],
      ['rateLimit', { status: 429, code: 'tpm_rate_limit_exceeded' }],
    ],
  };
  for (const { id } of vendors) {
    const own = rows[id];
    if (own !== undefined) describe(id, () => check(id, http, own));
  }
});

describe('classify, vendor by vendor: failures inside HTTP 200', () => {
  const rows: Readonly<Partial<Record<ProviderId, readonly Row[]>>> = {
    claude: [
      ['overload', { type: 'overloaded_error', message: 'Overloaded' }],
      ['rateLimit', { type: 'rate_limit_error', message: 'Too many' }],
      ['overload', { type: 'api_error', message: 'Internal server error' }],
    ],
    openai: [
      ['billing', { code: 'insufficient_quota', message: 'You exceeded your current quota' }],
      ['overload', { type: 'server_error', message: 'The server had an error' }],
    ],
    azure: [['rateLimit', { code: '429', message: 'Requests have exceeded the rate limit' }]],
    gemini: [['contentFilter', { message: 'blocked due to safety' }]],
    ollama: [
      ['overload', { message: 'an error was encountered while running the model: out of memory' }],
      ['modelMissing', { message: 'model "llama" not found' }],
    ],
    qwen: [
      ['contentFilter', { code: 'data_inspection_failed', message: 'Output data may contain inappropriate content.' }],
    ],
    ernie: [
      ['rateLimit', { code: '336501', message: 'Rate limit reached for RPM' }],
      ['rateLimit', { code: '336502', message: 'Rate limit reached for TPM' }],
      ['rateLimit', { code: 'rpm_rate_limit_exceeded', message: 'limit' }],
      ['rateLimit', { code: '4', message: 'Open api request limit reached' }],
      ['dailyQuota', { code: '17', message: 'Open api daily request limit reached' }],
      ['auth', { code: '110', message: 'Access token invalid or no longer valid' }],
      ['auth', { code: '111', message: 'Access token expired' }],
      ['billing', { code: '20', message: '账户已欠费' }],
    ],
    'openai-compatible': [
      ['rateLimit', { code: '429', message: 'Provider returned error' }],
      ['overload', { code: '502', message: 'Provider returned error' }],
      ['billing', { code: '402', message: 'Insufficient credits' }],
      ['network', { type: 'protocol', message: '<html> A web page' }],
    ],
  };
  for (const { id } of vendors) {
    const own = rows[id];
    if (own !== undefined) describe(id, () => check(id, inBand, own));
  }

  it('an answer without text that the filter ended is the filter’s, any other is empty', () => {
    for (const finish of [
      'content_filter',
      'SAFETY',
      'RECITATION',
      'PROHIBITED_CONTENT',
      'refusal',
      'SPII',
      'BLOCKLIST',
    ]) {
      assert.equal(judge('gemini', { kind: 'empty', finish }).class, 'contentFilter', finish);
    }
    for (const finish of ['MAX_TOKENS', 'length', 'stop', 'max_tokens', '']) {
      assert.equal(judge('gemini', { kind: 'empty', finish }).class, 'empty', finish);
    }
  });
});
