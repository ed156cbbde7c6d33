import type { FailureClass } from '../protocol/index.ts';

/**
 * What vendors write when something fails, over all dialects and in two languages, tested against "code type message". A vendor's own
 * table comes first; these are the rules for everyone, servers of unknown make included.
 */

/** One row: the class, where it counts, and its wordings. */
export interface Wording {
  readonly class: FailureClass;
  /** Statuses for which the wording means nothing, such as 401 for a limit: there it stands in a help text. */
  readonly exceptStatus?: readonly number[];
  readonly patterns: readonly RegExp[];
}

/** Money first: a vendor that says 429 for an empty balance will say so for ever. */
export const moneyWording: Wording = {
  class: 'billing',
  patterns: [
    /insufficient[_ ](?:user[_ ])?(?:quota|balance|credits?|funds)/i,
    /credit[_ ]balance/i,
    /billing[_ ](?:error|hard|not[_ ]active)|account[_ ]is[_ ]not[_ ]active/i,
    /payment[_ ]required|add a payment method/i,
    /arrearage|overdue[_ -]?payment/i,
    /exceeded_current_quota/i,
    /spend(?:ing)?[_ ]limit/i,
    /account balance|balance is (?:too low|not enough|insufficient)/i,
    /(?:purchase|buy|out of|no more) credits/i,
    /欠费|余额不足|余额已用|账户余额|请充值|额度不足/,
  ],
};

/** Limits that come back with the day, not within minutes. */
export const dailyQuotaWording: Wording = {
  class: 'dailyQuota',
  exceptStatus: [401],
  patterns: [
    /per[\s_-]*day/i,
    /daily[\s_-]*(?:\w+[\s_-]*)?(?:limit|quota)/i,
    /\b(?:RPD|TPD)\b/,
    /free[\s_-]*(?:tier[\s_-]*)?(?:allocated[\s_-]*)?quota/i,
    /free[\s_-]*tier (?:of the model )?has been exhausted|FreeTierOnly/i,
    /当日额度|今日额度|免费额度/,
  ],
};

/** "You exceeded your current quota, please check your plan": money, unless the same answer speaks of a rate. */
export const ambiguousQuota = /check your plan and billing/i;
export const speaksOfRate =
  /resource_exhausted|per[\s_-]*minute|quotafailure|retry[\s_]*(?:in|delay|after)|rate[\s_-]*limit[\s_-]*(?:exceeded|reached)/i;

/** A server that is busy with everyone: not our own limit, whatever its status. */
export const busyWording: Wording = { class: 'overload', patterns: [/engine[_ ]overloaded|overloaded[_ ]error/i] };

export const rateLimitWording: Wording = {
  class: 'rateLimit',
  exceptStatus: [401, 403, 413],
  patterns: [
    /rate[\s_-]*(?:limit|quota)/i,
    /too[\s_]many[\s_]requests/i,
    /throttl/i,
    /(?:requests|tokens) per (?:min|minute|second)\b/i,
    /per[\s_-]*minute/i,
    /\b[rt]pm\b|[rt]pm_/i,
    /(?:allocated )?quota exceeded|quota[_ ]exceeded/i,
    /request rate increased too quickly/i,
    /resource[_ ]exhausted/i,
    /(?:max(?:imum)? )?(?:organization )?concurrency (?:limit|exceeded)|too many concurrent/i,
    /\b33650[12]\b/,
    /请求过于频繁|频率限制|限流|并发.{0,6}(?:超|限)/,
  ],
};

export const geoWording: Wording = {
  class: 'geo',
  patterns: [
    /unsupported[_ ]country/i,
    /(?:country|region|territory|location)\b[^.\n]{0,60}\bnot (?:currently )?(?:supported|available|allowed)/i,
    /not (?:supported|available|allowed) in (?:your|this) (?:country|region|territory|location)/i,
  ],
};

export const modelMissingWording: Wording = {
  class: 'modelMissing',
  patterns: [
    /model[_ ]not[_ ](?:found|exists?|supported)|(?:invalid|unknown|unsupported)[_ ]model\b/i,
    /deployment[_ ]?not[_ ]?found/i,
    /(?:model|deployment)\b[^\n]{0,100}?(?:does not exist|not exist|not found|is not available|has been (?:retired|deprecated|shut ?down)|decommissioned)/i,
    /(?:model|deployment)\b[^\n]{0,100}?(?:access denied|(?:do not|don't|does not) have access|no permission)/i,
    /no such model|model[_.]access[_ ]?denied|模型不存在|无权访问.{0,8}模型/i,
  ],
};

export const authWording: Wording = {
  class: 'auth',
  patterns: [
    /invalid[_ ]?(?:x-)?api[_ -]?key|api[_ ]key[_ ](?:not[_ ]valid|invalid|expired|not[_ ]found)|incorrect[_ ]api[_ ]key/i,
    /(?:invalid|failed)[_ ]?authentication|authentication[_ ](?:error|fails|failed)|invalid[_ ]?authorization/i,
    /(?:invalid|expired|missing)[_ ](?:access[_ ]|iam[_ ])?token|access[_ ]token[_ ](?:invalid|expired)/i,
    /\bunauthori[sz]ed\b|\baccess_denied\b/i,
    /密钥(?:无效|错误)|鉴权失败|认证失败/,
  ],
};

export const contentFilterWording: Wording = {
  class: 'contentFilter',
  patterns: [
    /content[_ ](?:filter|policy|management)|contentfilter/i,
    /data[_ ]?inspection/i,
    /responsible ?ai ?policy/i,
    /unsafe[_ ]request|inappropriate content|prohibited[_ ]content/i,
    /\bSAFETY\b|safety (?:system|filters?|reasons|settings)/,
    /blocked (?:by|due to|because)[^.\n]{0,40}(?:safety|policy|moderation)/i,
    /moderation[^\n]{0,60}flagged|flagged[^\n]{0,60}moderation/i,
    /敏感(?:词|内容|信息)|内容(?:安全|审核|违规)|不安全内容/,
  ],
};

export const tooLongWording: Wording = {
  class: 'tooLong',
  patterns: [
    /context[_ ]length[_ ]exceeded|maximum context length|context[_ ]window/i,
    /exceeds?[^.\n]{0,60}\bcontext(?:[_ ](?:size|limit|length))?/i,
    /(?:prompt|input|messages?|request) (?:is|are|was) too (?:long|large)|request too large for model/i,
    /(?:tokens|characters)[_ ]too[_ ]long|too many (?:input )?tokens/i,
    /range of input length/i,
    /input (?:tokens?|length|token count)\b[^\n]{0,60}\bexceed/i,
    /token count\b[^\n]{0,60}\bexceeds/i,
    /(?:上下文|输入|文本)(?:长度)?(?:过长|超)/,
  ],
};

export const callerFaultWording: Wording = {
  class: 'callerFault',
  patterns: [
    /invalid[_ ]?(?:request|argument|parameter|messages?|prompt|value)|malformed[_ ]json/i,
    /(?:unsupported|unknown|unrecognized)[_ ](?:parameter|value|field|name|request argument)/i,
  ],
};
