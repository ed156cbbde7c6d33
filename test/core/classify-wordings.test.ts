import assert from 'node:assert/strict';
import { classify } from '../../server/core/index.ts';
import { type FailureClass, renderSentence } from '../../server/protocol/index.ts';
import { type Answer, classOf, context, http } from './classify-support.ts';

function check(expected: FailureClass, answers: readonly Answer[]): void {
  for (const answer of answers) {
    const { status = 400, code = '', type = '', message = '' } = answer;
    it(`${status} ${code} ${type} ${message}`.replace(/ +/g, ' ').trim().slice(0, 110), () => {
      assert.equal(classOf(http(answer)), expected);
    });
  }
}

describe('classify: billing, money wording before rate limit', () => {
  check('billing', [
    { status: 402 },
    { status: 402, type: 'unknown_error', code: 'invalid_request_error', message: 'Insufficient Balance' },
    {
      status: 429,
      code: 'insufficient_quota',
      message: 'You exceeded your current quota, please check your plan and billing details.',
    },
    { status: 429, message: 'You exceeded your current quota, please check your plan and billing details.' },
    { status: 429, code: 'credit_balance_exhausted', type: 'insufficient_quota' },
    { status: 400, type: 'invalid_request_error', message: 'Your credit balance is too low to access the API.' },
    { status: 400, message: 'You have reached your specified API spending limit.' },
    { status: 429, message: 'enforced_spend_limit_reached' },
    { status: 429, type: 'exceeded_current_quota_error', message: 'Your account is suspended, please check your plan' },
    { status: 400, code: 'Arrearage', message: 'Access denied, please make sure your account is in good standing.' },
    { status: 400, message: '您的账户已欠费，请充值后重试' },
    { status: 403, message: '账户余额不足' },
    { status: 403, message: 'Your account balance is not enough' },
    { status: 500, message: 'user quota is insufficient_user_quota' },
  ]);
});

describe('classify: daily quota', () => {
  check('dailyQuota', [
    {
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
      message:
        'You exceeded your current quota, please check your plan and billing details. quotaId: GenerateRequestsPerDayPerProjectPerModel-FreeTier. Please retry in 45.8s',
    },
    { status: 403, code: 'AllocationQuota.FreeTierOnly', message: 'The free tier of the model has been exhausted.' },
    { status: 403, message: 'Free allocated quota exceeded.' },
    {
      status: 429,
      code: 'rate_limit_exceeded',
      message: 'Rate limit reached on requests per day (RPD): Limit 200, Used 200.',
    },
    { status: 429, message: 'daily request limit reached' },
    { status: 429, message: '当日额度已消耗完' },
  ]);
});

describe('classify: rate limit, 429 or limit wording except on 401 and 403', () => {
  check('rateLimit', [
    { status: 429 },
    { status: 429, code: 'rate_limit_exceeded', message: 'Rate limit reached for requests' },
    {
      status: 429,
      code: 'RESOURCE_EXHAUSTED',
      message:
        'You exceeded your current quota, please check your plan and billing details. quotaId: GenerateRequestsPerMinutePerProject. Please retry in 12s',
    },
    { status: 429, type: 'rate_limit_reached_error', message: 'Your account reached max request per minute' },
    { status: 429, code: 'Throttling.RateQuota', message: 'Requests rate limit exceeded, please try again later.' },
    { status: 429, message: 'Allocated quota exceeded, please increase your quota limit.' },
    { status: 400, message: 'Request rate increased too quickly.' },
    { status: 429, code: 'rpm_rate_limit_exceeded' },
    { status: 429, code: 'tpm_rate_limit_exceeded' },
    { status: 429, message: 'system experiencing high demand' },
    { status: 400, message: '请求过于频繁，请稍后再试' },
  ]);
  check('auth', [
    { status: 401, message: 'No key. Anonymous use has a rate limit.' },
    { status: 403, message: 'Forbidden. See our rate limits.' },
  ]);
});

describe('classify: overload', () => {
  check('overload', [
    { status: 500 },
    { status: 502, message: '<html><body>Bad Gateway</body></html>' },
    { status: 503, message: 'The model is overloaded. Please try again later.' },
    { status: 503, code: 'slow_down' },
    { status: 504 },
    { status: 529, type: 'overloaded_error' },
    { status: 520 },
    {
      status: 429,
      type: 'engine_overloaded_error',
      message: 'The engine is currently overloaded, please try again later',
    },
  ]);
});

describe('classify: region', () => {
  check('geo', [
    { status: 400, code: 'FAILED_PRECONDITION', message: 'User location is not supported for the API use.' },
    {
      status: 403,
      code: 'unsupported_country_region_territory',
      message: 'Country, region, or territory not supported',
    },
    { status: 451 },
    { status: 403, message: 'This service is not available in your region.' },
  ]);
});

describe('classify: key', () => {
  check('auth', [
    { status: 401 },
    { status: 401, code: 'invalid_api_key', message: 'Incorrect API key provided' },
    { status: 401, message: 'Invalid Authentication' },
    { status: 401, code: 'access_denied' },
    {
      status: 400,
      code: 'INVALID_ARGUMENT',
      message: 'API key not valid. Please pass a valid API key. API_KEY_INVALID',
    },
    { status: 403, code: 'PERMISSION_DENIED' },
    { status: 400, code: 'invalid_iam_token' },
  ]);
});

describe('classify: model missing', () => {
  check('modelMissing', [
    { status: 404 },
    {
      status: 404,
      code: 'model_not_found',
      message: 'The model `gpt-x` does not exist or you do not have access to it.',
    },
    { status: 404, code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' },
    { status: 404, message: 'model "llama" not found, try pulling it first' },
    { status: 400, message: 'Model Not Exist' },
    { status: 401, code: 'invalid_model', message: 'no permission to use the model' },
    { status: 400, code: 'invalid_model' },
    { status: 403, message: 'Model access denied.' },
    { status: 405 },
  ]);
});

describe('classify: content filter', () => {
  check('contentFilter', [
    { status: 400, code: 'content_filter', message: 'The response was filtered. ResponsibleAIPolicyViolation' },
    { status: 400, code: 'DataInspectionFailed', message: 'Output data may contain inappropriate content.' },
    { status: 400, code: 'data_inspection_failed' },
    { status: 400, code: 'unsafe_request' },
    { status: 400, code: 'content_policy_violation', message: 'rejected as a result of our safety system' },
    { status: 400, message: '输入内容包含敏感词' },
    { status: 403, message: 'This model requires moderation and your input was flagged.' },
  ]);
});

describe('classify: too long', () => {
  check('tooLong', [
    { status: 400, code: 'context_length_exceeded', message: "This model's maximum context length is 8192 tokens." },
    { status: 400, type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' },
    { status: 400, message: 'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000' },
    { status: 400, message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).' },
    { status: 400, message: 'Range of input length should be [1, 30720]' },
    { status: 400, code: 'tokens_too_long' },
    { status: 400, code: 'characters_too_long' },
    { status: 400, message: 'the request exceeds the available context size' },
    { status: 413, message: 'Request too large for model on tokens per minute (TPM)' },
  ]);
});

describe("classify: caller's fault", () => {
  check('callerFault', [
    { status: 400 },
    { status: 409 },
    { status: 413 },
    { status: 415 },
    { status: 422, message: 'invalid parameters' },
    { status: 400, code: 'malformed_json' },
    { status: 400, code: 'invalid_request_error', message: 'This model does not support assistant message prefill.' },
  ]);

  const parameters: [string, Answer, string | undefined][] = [
    ['named by the vendor', { parameter: 'temperature', message: 'bad' }, 'temperature'],
    [
      'unsupported parameter',
      { message: "Unsupported parameter: 'temperature' is not supported with this model." },
      'temperature',
    ],
    [
      'unsupported value',
      { message: "Unsupported value: 'temperature' does not support 0.5 with this model." },
      'temperature',
    ],
    [
      'max_tokens',
      {
        message:
          "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      },
      'max_tokens',
    ],
    ['unrecognized argument', { message: 'Unrecognized request argument supplied: stream_options' }, 'stream_options'],
    ['does not support', { message: 'This model does not support a custom temperature.' }, 'temperature'],
    ['deprecated', { message: '`top_k` is deprecated for this model' }, 'top_k'],
    [
      'must be set',
      { message: 'parameter.enable_thinking must be set to false for non-streaming calls' },
      'enable_thinking',
    ],
    ['unknown name', { message: 'Invalid JSON payload received. Unknown name "topK": Cannot find field.' }, 'topK'],
    ['extra inputs', { message: 'thinking.type: Extra inputs are not permitted' }, 'thinking.type'],
    ['range', { message: 'Range of max_tokens should be [1, 8192]' }, 'max_tokens'],
    [
      'too large',
      { message: 'max_tokens is too large: 100000. This model supports at most 16384 completion tokens.' },
      'max_tokens',
    ],
    [
      'above the maximum',
      { message: 'max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens' },
      'max_tokens',
    ],
    [
      'invalid value',
      { message: 'Invalid max_tokens value, the valid range of max_tokens is [1, 8192]' },
      'max_tokens',
    ],
    ['one that is needed', { parameter: 'messages', message: 'Invalid value' }, undefined],
    ['nothing named', { message: 'Bad request' }, undefined],
    ['not a name', { parameter: 'sk-1234567890', message: "Unsupported parameter: 'sk-12345678'" }, undefined],
  ];
  for (const [name, answer, expected] of parameters) {
    it(`finds the rejected parameter: ${name}`, () => {
      const failure = classify(http(answer), [], context);
      assert.equal(failure.class, 'callerFault');
      assert.equal(failure.parameter, expected);
      if (expected !== undefined) assert.match(renderSentence(failure.message), new RegExp(`the setting ${expected}`));
    });
  }

  it('names a parameter only when it is the cause', () => {
    assert.equal(classify(http({ status: 401, parameter: 'temperature' }), [], context).parameter, undefined);
  });
});
