/**
 * Finds the request parameter that a vendor rejected, in its own field or in the usual wordings, so that a repaired try can leave
 * it out. Undefined when none is named, or when it is one that cannot be left out.
 */
export function rejectedParameter(named: string | undefined, message: string): string | undefined {
  const direct = named === undefined ? undefined : plainName(named);
  if (direct !== undefined) return direct;
  for (const pattern of wordings) {
    const found = pattern.exec(message)?.[1];
    const name = found === undefined ? undefined : plainName(found);
    if (name !== undefined) return name;
  }
  return undefined;
}

/** Parameters that vendors reject in practice; where the wording is loose, only these names are believed. */
const usualNames = [
  'temperature',
  'top_p',
  'top_k',
  'topP',
  'topK',
  'frequency_penalty',
  'presence_penalty',
  'stop',
  'seed',
  'reasoning_effort',
  'thinking',
  'enable_thinking',
  'response_format',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
].join('|');

const quote = '[`\'"“‘]?';
const name = '([A-Za-z][A-Za-z_.]*)(?![\\w-])';

const wordings: readonly RegExp[] = [
  new RegExp(`(?:unsupported|unknown|unrecognized|invalid) (?:parameter|value|field|name)s?:?\\s*${quote}${name}`, 'i'),
  new RegExp(`unrecognized request arguments? supplied:\\s*${quote}${name}`, 'i'),
  new RegExp(`\\bparameters?[ .]${quote}${name}[\`'"]? (?:must|should|is not|are not|cannot)`, 'i'),
  new RegExp(`[\`'"]${name}[\`'"] (?:is|are) (?:not (?:supported|allowed|permitted)|unsupported|deprecated)`, 'i'),
  new RegExp(`(?:^|[\\s"])${name}: extra inputs are not permitted`, 'i'),
  new RegExp(`range of ${name} should be`, 'i'),
  new RegExp(`(?:does not|doesn't|not) (?:support|accept|allow)[^\\n]{0,60}?\\b(${usualNames})\\b`, 'i'),
  new RegExp(
    `\\b(${usualNames})\\b[^\\n]{0,40}?(?:not supported|unsupported|not allowed|must be|too large|is deprecated)`,
    'i',
  ),
  new RegExp(`\\binvalid (?:value (?:for|of) )?${quote}(${usualNames})\\b`, 'i'),
  new RegExp(`^(${usualNames}): `),
];

/** Without these there is no request. */
const needed = new Set([
  'model',
  'messages',
  'message',
  'input',
  'prompt',
  'system',
  'contents',
  'instructions',
  'stream',
]);

/** A name of letters, dots and underscores only: anything else may be a piece of a prompt or of a key. */
function plainName(text: string): string | undefined {
  const trimmed = text.trim().replace(/\.+$/, '');
  if (!/^[A-Za-z][A-Za-z_.]{1,39}$/.test(trimmed)) return undefined;
  return needed.has(trimmed.split('.')[0] ?? trimmed) ? undefined : trimmed;
}
