import type {
  BudgetPolicy,
  FactorId,
  FailureClass,
  ModelStatus,
  RequestErrorCode,
  StrategyId,
  Task,
} from '../../protocol/index.ts';
import type { Allowed } from '../allowed.ts';
import type { FieldProblem, Found } from '../field-problems.ts';
import type { SettingsCause } from '../settings-problem.ts';

const number = new Intl.NumberFormat('en-US');
const quoted = (text: string) => `"${text}"`;
const meant = (suggestion: string | undefined) =>
  suggestion === undefined ? '' : ` Did you mean ${quoted(suggestion)}?`;
const whereKeysBelong =
  'Keys never belong in a settings file: put the key into an environment variable such as DEEPSEEK_API_KEY.';

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined)
    return ` from ${number.format(minimum)} to ${number.format(maximum)}`;
  if (minimum !== undefined) return ` of at least ${number.format(minimum)}`;
  return maximum === undefined ? '' : ` of at most ${number.format(maximum)}`;
}

function allowed(what: Allowed): string {
  switch (what.kind) {
    case 'number':
      return `${what.whole ? 'a whole number' : 'a number'}${range(what.minimum, what.maximum)}`;
    case 'text':
      return what.minimum === undefined && what.maximum === undefined
        ? 'a text'
        : `a text${range(what.minimum, what.maximum)} characters`;
    case 'oneOf':
      return `one of ${what.values.join(', ')}`;
    case 'boolean':
      return 'true or false';
    case 'list':
      return what.maximum === undefined ? 'a list' : `a list of at most ${number.format(what.maximum)} entries`;
    case 'group':
      return `an object with the fields ${what.names.join(', ')}`;
    case 'map':
      return 'an object';
  }
}

function found(what: Found): string {
  switch (what.kind) {
    case 'value':
      return what.text;
    case 'text':
      return what.characters === 0 ? 'an empty text' : `a text of ${number.format(what.characters)} characters`;
    case 'list':
      return 'a list';
    case 'object':
      return 'an object';
    case 'nothing':
      return 'no value';
  }
}

function field(name: string, problem: FieldProblem): string {
  switch (problem.kind) {
    case 'missing':
      return `${name} is missing${problem.allowed === undefined ? '' : `: it takes ${allowed(problem.allowed)}`}.`;
    case 'wrong':
      return `${name} cannot be ${found(problem.found)}${problem.allowed === undefined ? '' : `: it takes ${allowed(problem.allowed)}`}.${meant(problem.suggestion)}`;
    case 'unknown':
      return `${name} is not known.${meant(problem.suggestion)}`;
    case 'rule':
      return name === '' ? `${capitalised(rule(problem.rule))}.` : `${name}: ${rule(problem.rule)}.`;
  }
}

const capitalised = (text: string) => text.replace(/^[a-z]/, (letter) => letter.toUpperCase());

const rule = (sentence: string) => (Object.hasOwn(en.rules, sentence) ? en.rules[sentence] : undefined) ?? sentence;

function setting(key: string, cause: SettingsCause): string {
  switch (cause.kind) {
    case 'syntax':
      return `This is not valid JSON: ${en.syntax[cause.code] ?? 'something is wrong here'}.`;
    case 'notAnObject':
      return 'A settings file holds one object: { "videogenius.strategy": "intelligent" }.';
    case 'tooDeep':
      return `Brackets stand more than ${cause.maximum} deep in each other here; no setting needs that.`;
    case 'tooMany':
      return `${quoted(key)} has more than ${cause.maximum} entries and is not used.`;
    case 'field':
      return field(quoted(key), cause.problem);
    case 'unknownSetting':
      return `${quoted(key)} is not a setting and is ignored.${meant(cause.suggestion)}`;
    case 'unknownField':
      return `${quoted(key)} is not known and is ignored.${meant(cause.suggestion)}`;
    case 'nested':
      return `${quoted(key)} is read here, but VS Code reads only whole names: write ${quoted(cause.write)}.`;
    case 'duplicate':
      return `${quoted(key)} stands here again; this last value counts.`;
    case 'keyInSettings':
      return `${quoted(key)} seems to hold an API key. ${whereKeysBelong}`;
    case 'noProvider':
      return `${quoted(key)} does not say which provider serves it. Add "provider" with one of ${cause.providers.join(', ')}.${meant(cause.suggestion)}`;
    case 'unknownModel':
      return `${quoted(key)} names the model ${quoted(cause.model)}, which is not configured.${meant(cause.suggestion)}`;
  }
}

/** Every English text for people. The type of this object is what a translation must have. */
export const en = {
  allowed,
  found,
  field,
  setting,
  whereKeysBelong,
  /** The rules that the contract states in its own words. */
  rules: {
    'the topic is empty': 'the topic is empty',
    'the topic is longer than 2,000 characters': 'the topic is longer than 2,000 characters',
    'give a length in paragraphs or in seconds, not both': 'give a length in paragraphs or in seconds, not both',
    'must be the name of an environment variable, not a key': 'must be the name of an environment variable, not a key',
    'must be an HTTP header name': 'must be an HTTP header name',
    'a model id has 1 to 64 letters, digits, dots, dashes or underscores':
      'a model id has 1 to 64 letters, digits, dots, dashes or underscores',
    'this word has a meaning of its own in settings; choose another model id':
      'this word has a meaning of its own in settings; choose another model id',
    'a day is written as year-month-day, such as 2026-10-05': 'a day is written as year-month-day, such as 2026-10-05',
    'choose one of --csv and --json': 'choose one of --csv and --json',
    'single entries are written with --csv or --json': 'single entries are written with --csv or --json',
    'single entries are not grouped; leave out --by': 'single entries are not grouped; leave out --by',
  } as Readonly<Record<string, string>>,
  syntax: {
    InvalidSymbol: 'an unknown word',
    InvalidNumberFormat: 'a malformed number',
    PropertyNameExpected: 'a name in quotation marks was expected',
    ValueExpected: 'a value was expected',
    ColonExpected: 'a colon was expected',
    CommaExpected: 'a comma was expected',
    CloseBraceExpected: 'a closing brace } was expected',
    CloseBracketExpected: 'a closing bracket ] was expected',
    EndOfFileExpected: 'nothing more was expected',
    InvalidCommentToken: 'a comment is not allowed here',
    UnexpectedEndOfComment: 'a comment is not closed',
    UnexpectedEndOfString: 'a text is not closed',
    UnexpectedEndOfNumber: 'a number is not complete',
    InvalidUnicode: 'a malformed Unicode escape',
    InvalidEscapeCharacter: 'a malformed escape',
    InvalidCharacter: 'a character that is not allowed',
  } as Readonly<Record<string, string>>,
  place: (file: string, line: number, column: number, message: string) => `${file}:${line}:${column}: ${message}`,

  failureClasses: {
    auth: 'the key was refused',
    billing: 'the balance is used up',
    dailyQuota: "the day's quota is used up",
    rateLimit: 'too many requests',
    overload: 'overloaded',
    network: 'no connection',
    timeout: 'no answer in time',
    stall: 'the answer stopped coming',
    truncated: 'the answer broke off',
    empty: 'an empty answer',
    geo: 'not available in this region',
    modelMissing: 'the model does not exist',
    callerFault: 'the request was not accepted',
    contentFilter: 'stopped by the content filter',
    tooLong: 'the text is too long for it',
    cancelled: 'cancelled',
  } satisfies Record<FailureClass, string> as Readonly<Record<FailureClass, string>>,

  errors: {
    allModelsFailed: {
      message: 'Every model that was tried has failed.',
      hint: 'Try again, or see "videogenius status" and "videogenius check".',
    },
    noModelConfigured: {
      message: 'No model is configured yet.',
      hint: 'Set the key of one vendor, for example DEEPSEEK_API_KEY, start Ollama, or try --simulated.',
    },
    noModelEligible: {
      message: 'No model may be used for this request.',
      hint: 'See "videogenius status" for the reason of each model.',
    },
    budgetReached: {
      message: 'The budget is used up.',
      hint: 'Raise it or change what happens then (videogenius.money), use a model that costs nothing, or wait until it begins anew.',
    },
    deadlineExceeded: {
      message: 'The answer was not complete in time.',
      hint: 'Try again, or allow more time with --deadline.',
    },
    cancelled: { message: 'Cancelled.', hint: 'What was written so far is kept.' },
    streamBroken: {
      message: 'The answer broke off; what is there is incomplete.',
      hint: 'Keep the text and go on from it, or generate it again.',
    },
    contentFiltered: {
      message: 'The models or their content filters refused to write about this.',
      hint: 'Word the topic differently, or choose another model.',
    },
    tooLong: {
      message: 'The text is too long for the models that could be tried.',
      hint: 'Shorten the text, or add a model with a larger context window.',
    },
    unusableAnswer: {
      message: 'The models answered, but not with what was asked for.',
      hint: 'Try again, or choose another model with --model.',
    },
    invalidRequest: { message: 'The request was not accepted.', hint: 'Change it and try again.' },
    disconnected: {
      message: 'The connection to the background process of VideoGenius broke off.',
      hint: 'Try again; it is started anew by itself.',
    },
    invalidSettings: { message: 'The settings cannot be used.', hint: 'Correct the settings file and try again.' },
    internal: {
      message: 'Something went wrong inside VideoGenius.',
      hint: 'Try again; if it stays, report it with the output of --version.',
    },
  } satisfies Record<RequestErrorCode, { message: string; hint: string }> as Readonly<
    Record<RequestErrorCode, { readonly message: string; readonly hint: string }>
  >,
  /** What is said of one thing among several. */
  about: (name: string, text: string) => `${name}: ${text}`,
  /** Between several of these on one line. */
  separator: '; ',
  /** Between names. */
  comma: ', ',
  withStatus: (text: string, status: number) => `${text} (HTTP ${status})`,
  unknownModel: (model: string, models: readonly string[], suggestion: string | undefined) =>
    `There is no model named ${quoted(model)}.${meant(suggestion)} The models are ${models.join(', ')}.`,
  /** What a person can do after a failure of this kind, said after the names of the models. */
  nextSteps: {
    auth: 'check the key (the environment variable it comes from), and that it belongs to this endpoint and region.',
    billing: 'top up the account.',
    dailyQuota: 'wait until the quota is renewed, or add another model.',
    rateLimit: 'wait a little, or add another model.',
    overload: 'try again later, or add another model.',
    network: 'check the base URL, the network and the proxy.',
    timeout: 'check the base URL, the network and the proxy.',
    stall: 'try again, or choose another model.',
    truncated: 'try again, or choose another model.',
    empty: 'try again, or choose another model.',
    geo: 'use an endpoint of another region, or a proxy.',
    modelMissing: 'choose another model name; "videogenius check --model ID" lists what is offered.',
    callerFault: 'check its settings, such as model name and base URL.',
    contentFilter: 'word the topic differently, or choose another model.',
    tooLong: 'shorten the text, or add a model with a larger context window.',
    cancelled: 'try again.',
  } satisfies Record<FailureClass, string> as Readonly<Record<FailureClass, string>>,
  /** Next steps after a script that failed. */
  offlineOutline: 'Without any model: "videogenius script TOPIC --offline" gives an outline to fill in.',
  goOn: 'To go on from what is there: save it, then "videogenius script TOPIC --continue FILE".',
  notAsked: (models: number, maxAttempts: number) =>
    `${models} more ${models === 1 ? 'model was' : 'models were'} not asked; failover.maxAttempts is ${maxAttempts}.`,

  statuses: {
    notConfigured: 'not configured',
    disabled: 'switched off',
    unknown: 'not used yet',
    healthy: 'healthy',
    degraded: 'degraded',
    unhealthy: 'unhealthy',
    isolated: 'isolated',
  } satisfies Record<ModelStatus, string> as Readonly<Record<ModelStatus, string>>,
  strategies: {
    roundRobin: 'each in turn',
    weightedRoundRobin: 'in turn, by weight',
    leastConnections: 'the least busy',
    responseTime: 'the fastest',
    random: 'at random',
    intelligent: 'the best score',
  } satisfies Record<StrategyId, string> as Readonly<Record<StrategyId, string>>,
  factors: {
    weight: 'weight',
    health: 'health',
    performance: 'speed',
    reliability: 'reliability',
    cost: 'cost',
  } satisfies Record<FactorId, string> as Readonly<Record<FactorId, string>>,
  outcomes: { success: 'written', ignored: 'not needed', failed: 'failed' },
  checks: {
    ok: 'ok',
    failed: 'failed',
    unchecked: 'not checked',
    notConfigured: 'not configured',
    disabled: 'switched off',
  },

  simulated: 'simulated',
  named: (model: string, simulated: boolean) =>
    simulated && !/simulated/i.test(model) ? `${model} (simulated)` : model,
  unknown: 'unknown',
  free: 'free',
  milliseconds: (milliseconds: number) => `${milliseconds} ms`,
  seconds: (seconds: number) => `${seconds.toFixed(1)} s`,
  usd: (dollars: string) => `$${dollars}`,
  /** A price that may have changed. */
  roughly: (price: string) => `about ${price}`,
  /** What an answer cost, as part of a sentence about it. */
  cost: (dollars: string, simulated: boolean) => `${simulated ? 'simulated ' : ''}cost ${dollars}`,
  unpriced: (dollars: string, attempts: number) =>
    `${dollars} and ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'} of unknown price`,

  /** Headings of tables; a line break is where one may be broken. */
  columns: {
    model: 'Model',
    vendorModel: "Vendor's name",
    status: 'Status',
    reason: 'Reason',
    weight: 'Weight',
    success: 'Success',
    firstToken: 'First\ntext',
    price: 'Price per\nmillion tokens,\nin / out',
    attempt: '#',
    outcome: 'Outcome',
    switch: 'Switch',
    total: 'Total',
    tokens: 'Tokens',
    cost: 'Cost',
    score: 'Score',
    /** A factor and the points it can give. */
    points: (factor: string, points: number) => `${factor}\n/${points}`,
    predicted: 'Expected\ntime',
    expectedCost: 'Expected\ncost',
    /** To be asked first. */
    chance: 'Chance',
    result: 'Result',
    time: 'Time',
    day: 'Day',
    task: 'Task',
    attempts: 'Attempts',
    inputTokens: 'Tokens in',
    outputTokens: 'Tokens out',
    saved: 'Saved',
  },
  tasks: {
    script: 'script',
    keywords: 'keywords',
    repair: 'correction',
    check: 'check',
  } satisfies Record<Task, string> as Readonly<Record<string, string>>,

  progress: {
    asking: (model: string) => `Asking ${model}.`,
    correcting: (model: string) => `Asking ${model} to correct the length.`,
    completing: (model: string) => `Asking ${model} to complete the keywords.`,
    alsoAsking: (slow: string, model: string) => `${slow} is slow; ${model} is asked as well.`,
    takesOver: (failed: string, why: string, model: string) => `${failed} failed: ${why}. ${model} takes over.`,
    goesOn: (broken: string, why: string, model: string) => `${broken} broke off: ${why}. ${model} goes on from there.`,
    goesOnItself: (model: string, why: string) => `${model} broke off: ${why}. It goes on from there.`,
    triesAgain: (model: string, why: string) => `${model} failed: ${why}. It is tried once more.`,
    failed: (model: string, why: string) => `${model} failed: ${why}.`,
    rewritten: 'The text above has changed. The corrected version follows:',
    scriptDone: (model: string, words: string, seconds: string, cost: string) =>
      `Written by ${model}: ${words}, about ${seconds} spoken, ${cost}.`,
    keywordsDone: (amount: number, model: string, cost: string) =>
      `${amount} ${amount === 1 ? 'keyword' : 'keywords'} by ${model}, ${cost}.`,
    words: (amount: number, counted: 'words' | 'characters' | 'mixed') =>
      `${number.format(amount)} ${counted === 'characters' ? 'characters' : counted === 'mixed' ? 'words and characters' : 'words'}`,
    warning: (text: string) => `Note: ${text}`,
    error: (text: string) => `Error: ${text}`,
    partial: 'The text above is incomplete.',
    outlined: 'An offline outline: no model was asked, nothing was spent.',
  },

  status: {
    summary: (usable: number, all: number, strategy: string) =>
      `${usable} of ${all} models can be used; a model is chosen by: ${strategy}.`,
    unhealthy: (count: number) =>
      count === 1 ? 'One of them does not work at the moment.' : `${count} of them do not work at the moment.`,
    chain: (models: readonly string[]) => `After a failure: ${models.join(', ')}.`,
    failoverOff: 'Failover is switched off.',
    spent: (today: string, month: string) => `Spent today: ${today}. This month: ${month}.`,
    saved: (amount: string) => `Saved this month against the dearest configured model: ${amount}.`,
    simulatedMoney: (text: string) => `${text} (simulated)`,
    budget: (model: string | null, period: 'day' | 'month', used: string, limit: string, percent: number) =>
      `Budget of ${model ?? 'all models'} for ${period === 'day' ? 'today' : 'this month'}: ${used} of ${limit} (${percent} %).`,
    budgetSpent: {
      warn: 'It is used up; models are asked as before.',
      cheapest: 'It is used up; only the cheapest model is asked.',
      stop: 'It is used up; models that cost money are not asked.',
    } satisfies Record<BudgetPolicy, string> as Readonly<Record<BudgetPolicy, string>>,
  },
  explain: {
    none: 'No model can be asked.',
    order: (models: readonly string[]) => `Order: ${models.join(', then ')}.`,
    panic: 'Every model is resting; the one that recovers first is tried all the same.',
    factors: (model: string) => `${model} comes first:`,
    filtered: 'Left out:',
    reasons: 'What the choice looks at:',
    lowered: 'Why a score is lower than its points:',
    percent: (share: number) => `${Math.round(100 * share)} %`,
    hedge: (first: string, second: string, span: string) =>
      `If ${first} has not begun after ${span}, ${second} is asked as well.`,
    budgets: 'Budgets:',
    allModels: 'all models',
    budget: (period: 'day' | 'month', used: string, limit: string) =>
      `${used} of ${limit} used ${period === 'day' ? 'today' : 'this month'}`,
    whenSpent: {
      warn: 'When one is used up you are told, and nothing else happens.',
      cheapest: 'When one is used up only the cheapest model is asked.',
      stop: 'When one is used up paid models are not asked any more.',
    } satisfies Record<BudgetPolicy, string> as Readonly<Record<BudgetPolicy, string>>,
    strategy: (title: string) => `A model is chosen by: ${title}.`,
    /** How a strategy chooses. */
    choice: {
      roundRobin: 'The model whose last turn is longest ago comes first; the score does not count.',
      weightedRoundRobin:
        'Turns follow weight, recent success and speed; the model that is owed most comes first; the score does not count.',
      leastConnections:
        'The model with the fewest running requests for its limit comes first, ties at random; the score does not count.',
      responseTime:
        'Of two models drawn at random, the one that will be done sooner comes first; the score does not count.',
      random: 'Every model has the same chance each time; the score does not count.',
      intelligent: 'The model with the best score comes first.',
    } satisfies Record<StrategyId, string> as Readonly<Record<StrategyId, string>>,
  },
  check: {
    none: 'No model is configured, so there is nothing to check.',
    summary: (ok: number, all: number) => `${ok} of ${all} configured models answer.`,
    /** What to do, and the option that does it. */
    withOption: (hint: string, option: string) => `${hint.replace(/\.$/, '')} (${option}).`,
    offered: (model: string, names: readonly string[]) => `${model} is offered as: ${names.join(', ')}.`,
  },
  ledger: {
    span: (fromDay: string, toDay: string) => `What was spent from ${fromDay} to ${toDay}:`,
    nothing: (fromDay: string, toDay: string) => `Nothing was spent from ${fromDay} to ${toDay}.`,
    wrongOrder: (fromDay: string, toDay: string) =>
      `The ledger cannot be shown from ${fromDay} to ${toDay}: it would end before it begins.`,
    wrongOrderHint: 'Give a first day (--from) that is not after the last (--to).',
    total: 'Total',
    simulated: (name: string) => `${name} (simulated)`,
    unpriced: (attempts: number) =>
      `${number.format(attempts)} ${attempts === 1 ? 'attempt' : 'attempts'} without a known price: what ${attempts === 1 ? 'it' : 'they'} cost is missing above.`,
    saved: 'Saved: what the dearest configured model would have cost for the same text, minus what was paid.',
    place: (path: string) => `The ledger is kept in ${path}.`,
    inMemory: 'The ledger is kept in memory only and ends with the program.',
    trouble: {
      damaged: (path: string) =>
        `The file of the ledger was damaged. It was moved to ${path}, and a new one was begun.`,
      newer: (path: string) =>
        `The file of the ledger was written by a newer VideoGenius and was left as it is (${path}). Until you update, what is spent is kept in memory only.`,
      unwritable: (path: string) =>
        `The ledger cannot be written to ${path}. What is spent is kept in memory until it can; check the space on the disk and the permissions of the folder.`,
    },
    relativeFolder: (variable: string) =>
      `${variable} must be an absolute path, such as /home/me/videogenius. Until it is one, the ledger is kept in memory only.`,
  },
  demo: {
    first: 'Simulated fleet: no model is asked, nothing is spent.',
    keysFound: (models: readonly string[], program: string) =>
      `Real models are configured as well (${models.join(', ')}); "${program} script TOPIC" uses them.`,
    topic: 'How honeybees find their way home',
    script: (topic: string) => `A script about "${topic}":`,
    keywords: 'Keywords for stock footage:',
    attempts: 'Every attempt that was made, with its simulated cost:',
    totals: (attempts: number, failed: number, cost: string) =>
      `${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, ${failed} failed, simulated cost ${cost}. The request succeeded all the same.`,
    next: (program: string) =>
      `With a key of your own, for example in DEEPSEEK_API_KEY: ${program} script "Your topic"`,
    nextWithKeys: (program: string) => `With your own models: ${program} script "Your topic"`,
  },
  serve: {
    stop: 'Open this address in a browser. Ctrl+C ends it.',
    simulated: 'Simulated requests follow one another: no model is asked, nothing is spent.',
    kept: (file: string) => `Changes on the page are written into ${file}.`,
    notKept: 'Changes on the page last until it ends.',
  },
  /** What the status page hears back. */
  page: {
    onlyInEditor: 'This can be done in VS Code only.',
    noWindow: 'No window of VS Code is open that could change its settings.',
    notAnAction: 'The page asked for something that is not known here. Reload it and try again.',
    tooLarge: 'The page sent too much at once.',
    cannotWrite: (file: string, why: string) => `${file} cannot be written (${why}).`,
    nothingChanged: 'Nothing was changed.',
    isolated: (model: string) => `${model} is left alone until you let it back.`,
    letBack: (model: string) => `${model} may be asked again.`,
  },

  usage: {
    oneTransport: 'Choose one of --stdio, --pipe NAME and --shared.',
    asksDaemon: 'As the running background process of VideoGenius sees it.',
    heading: 'Usage: ',
    commands: 'Commands:',
    options: 'Options:',
    general: 'videogenius COMMAND [options]',
    anyOptions: '[options]',
    more: '"videogenius COMMAND --help" explains one command.',
    withBounds: (description: string, bounds: string) => `${description}: ${bounds}`,
    tryHelp: (command: string) => `"videogenius ${command}--help" shows what is possible.`,
    unknownCommand: (name: string, suggestion: string | undefined) =>
      `There is no command ${quoted(name)}.${meant(suggestion)}`,
    noCommand: 'A command is missing.',
    unknownOption: (name: string, suggestion: string | undefined) =>
      `There is no option ${name} here.${suggestion === undefined ? '' : ` Did you mean ${suggestion}?`}`,
    valueMissing: (name: string) => `${name} needs a value.`,
    valueNotAllowed: (name: string) => `${name} takes no value.`,
    topicWithDash: 'Words of a topic that begin with a dash come after "--", as in: videogenius script -- -5 degrees',
    topicMissing: 'A topic is missing.',
    theTopic: 'The topic',
    topicOrScript: 'A topic or --script FILE is missing.',
    noArguments: (command: string) => `"videogenius ${command}" takes no topic.`,
    cannotRead: (file: string, why: string) => `${file} cannot be read: ${why}.`,
    readFailures: {
      ENOENT: 'there is no such file',
      EACCES: 'access is not allowed',
      EISDIR: 'it is a folder',
      other: 'reading failed',
    },
    nothingSent: 'Nothing was sent.',
    standardInput: 'standard input',
    notText: (file: string) => `${file} is not UTF-8 text. Save it with the encoding UTF-8 and try again.`,
    cannotWrite: (why: string) => `The output cannot be written (${why}).`,
    proxy: {
      scheme: (variable: string, schemes: readonly string[]) =>
        `${variable} names a proxy of a kind that is not supported: its address begins with ${schemes.join(' or ')}.`,
      address: (variable: string, schemes: readonly string[]) =>
        `${variable} is not the address of a proxy: it begins with ${schemes.join(' or ')}, as in http://proxy:8080.`,
      hint: 'Correct the environment variable, or unset it to go without a proxy.',
    },
    keyGoesTo: (model: string, host: string) => `${model}: its key goes to ${host}, as your settings say.`,
    emptyScript: 'The script is empty.',
    offlineOrContinue: 'Choose one of --offline and --continue.',
    exitCodes:
      'Exit codes: 0 done; 1 the models failed; 2 wrong usage or settings, no model is configured, or the budget is used up; 130 cancelled.',
  },
  commands: {
    script: {
      summary: 'Write a video script about a topic.',
      details:
        'The text appears as it is written. With --seconds or --paragraphs it may be corrected at its end, so a file or a pipe then gets it in one piece, unless --stream is given. Ctrl+C stops and keeps what is there. A text that broke off ends with a note in brackets; --continue takes it up again and gives the whole script. --offline needs no model.',
    },
    keywords: {
      summary: 'Find keywords for stock footage, for a topic or a script.',
      details: 'Prints one keyword a line. "--script -" reads the script from standard input. Files are UTF-8 text.',
    },
    status: {
      summary: 'Show every model and whether it can be used.',
      details: 'Nothing is sent and nothing is spent.',
    },
    explain: {
      summary: 'Show where a request would go, and why.',
      details: 'Nothing is sent and nothing is spent.',
    },
    check: {
      summary: 'Test the connection of every configured model.',
      details: 'Uses free checks only; --paid allows an answer of one token where no free check proves enough.',
    },
    demo: {
      summary: 'See routing and failover at work, without any key.',
      details: 'Uses the simulated fleet: the first model fails on purpose and another one takes over.',
    },
    serve: {
      summary: 'Show the status page in a browser.',
      details:
        'The page is reachable from this machine only. What is changed on it is written into the file of --settings; without one it lasts until the page ends. With --simulated, simulated requests keep it moving, and nothing is written.',
    },
    ledger: {
      summary: 'Show what was spent.',
      details:
        'Sums of the last 30 days, by day, model or task; simulated money stands apart. --csv and --json carry every figure in full, and with --entries every single attempt.',
    },
    daemon: {
      summary: 'Be the background process of an editor.',
      details:
        'Speaks the Language Server Protocol: --stdio or --pipe for the one editor that started it, --shared for every window of this person.',
    },
  },
  options: {
    settings:
      'a VS Code settings.json with videogenius.* keys, "-" for standard input; without it the defaults and environment variables count',
    language: 'language of the script or keywords, such as en or zh-CN; "auto" follows the topic',
    paragraphs: 'length in paragraphs',
    seconds: 'length in spoken seconds, instead of paragraphs',
    format: 'kind of script',
    tone: 'tone, such as "dry humour"',
    audience: 'who is going to watch',
    instructions: 'extra wishes',
    script: 'file that holds the script; "-" reads standard input',
    amount: 'how many keywords',
    model: 'use this model only',
    strategy: 'how a model is chosen',
    deadline: 'seconds the whole request may take',
    port: 'port of the status page; 0 takes any free one',
    paid: 'allow an answer of one token, which costs a little',
    simulated: 'use the simulated fleet: no model is asked, nothing is spent',
    by: 'what a line sums up',
    from: 'first day, such as 2026-10-05; 30 days up to the last one if left out',
    to: 'last day, such as 2026-10-05; today if left out',
    csv: 'print comma-separated values, for a spreadsheet',
    entries: 'every single attempt instead of sums, from the first to the last; needs --csv or --json',
    shared: 'serve every window of this person over a private socket',
    stdio: 'serve one editor over standard input and output',
    pipe: 'serve the one editor that listens on this pipe or socket',
    offline: 'make an outline to fill in, on this machine and without any model',
    continue: 'go on from the incomplete script in this file; "-" reads standard input',
    stream: 'write the text as it comes, even into a file or a pipe; a corrected version then follows whole',
    json: 'print one JSON object instead of text',
    quiet: 'no progress messages; errors are still shown',
    locale: 'language of messages: en or zh-cn',
    help: 'show this help',
    version: 'show the version',
  },
};
