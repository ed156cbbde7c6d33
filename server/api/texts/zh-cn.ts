import type { Allowed } from '../allowed.ts';
import type { FieldProblem, Found } from '../field-problems.ts';
import type { SettingsCause } from '../settings-problem.ts';
import type { en } from './en.ts';

const number = new Intl.NumberFormat('zh-CN');
const quoted = (text: string) => `“${text}”`;
const meant = (suggestion: string | undefined) => (suggestion === undefined ? '' : `是不是想写${quoted(suggestion)}？`);
const whereKeysBelong = '不要把密钥写进设置文件：请放进环境变量（例如 DEEPSEEK_API_KEY）。';

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum !== undefined && maximum !== undefined) return `${number.format(minimum)} 到 ${number.format(maximum)}`;
  if (minimum !== undefined) return `不小于 ${number.format(minimum)}`;
  return maximum === undefined ? '' : `不大于 ${number.format(maximum)}`;
}

function allowed(what: Allowed): string {
  switch (what.kind) {
    case 'number': {
      const limits = range(what.minimum, what.maximum);
      return `${what.whole ? '整数' : '数字'}${limits === '' ? '' : `（${limits}）`}`;
    }
    case 'text': {
      const limits = range(what.minimum, what.maximum);
      return limits === '' ? '文本' : `文本（字符数 ${limits}）`;
    }
    case 'oneOf':
      return `以下之一：${what.values.join('、')}`;
    case 'boolean':
      return 'true 或 false';
    case 'list':
      return what.maximum === undefined ? '列表' : `最多 ${number.format(what.maximum)} 项的列表`;
    case 'group':
      return `包含这些字段的对象：${what.names.join('、')}`;
    case 'map':
      return '对象';
  }
}

function found(what: Found): string {
  switch (what.kind) {
    case 'value':
      return what.text;
    case 'text':
      return what.characters === 0 ? '空文本' : `${number.format(what.characters)} 个字符的文本`;
    case 'list':
      return '列表';
    case 'object':
      return '对象';
    case 'nothing':
      return '空值';
  }
}

const rule = (sentence: string) => (Object.hasOwn(zhCn.rules, sentence) ? zhCn.rules[sentence] : undefined) ?? sentence;

function field(name: string, problem: FieldProblem): string {
  const takes = (what: Allowed | undefined) => (what === undefined ? '' : `，应为${allowed(what)}`);
  switch (problem.kind) {
    case 'missing':
      return `缺少 ${name}${takes(problem.allowed)}。`;
    case 'wrong':
      return `${name} 不能是 ${found(problem.found)}${takes(problem.allowed)}。${meant(problem.suggestion)}`;
    case 'unknown':
      return `无法识别 ${name}。${meant(problem.suggestion)}`;
    case 'rule':
      return name === '' ? `${rule(problem.rule)}。` : `${name}：${rule(problem.rule)}。`;
  }
}

function setting(key: string, cause: SettingsCause): string {
  switch (cause.kind) {
    case 'syntax':
      return `JSON 格式不正确：${zhCn.syntax[cause.code] ?? '此处有误'}。`;
    case 'notAnObject':
      return '设置文件应为一个对象：{ "videogenius.strategy": "intelligent" }。';
    case 'tooDeep':
      return `此处括号嵌套超过 ${cause.maximum} 层，没有任何设置需要这么深。`;
    case 'tooMany':
      return `${quoted(key)}超过 ${cause.maximum} 项，未采用。`;
    case 'field':
      return field(quoted(key), cause.problem);
    case 'unknownSetting':
      return `${quoted(key)}不是已知设置，已忽略。${meant(cause.suggestion)}`;
    case 'unknownField':
      return `无法识别${quoted(key)}，已忽略。${meant(cause.suggestion)}`;
    case 'nested':
      return `这里能读取${quoted(key)}，但 VS Code 只认完整名称，请写成${quoted(cause.write)}。`;
    case 'duplicate':
      return `${quoted(key)}重复出现，以最后一个值为准。`;
    case 'keyInSettings':
      return `${quoted(key)}看起来包含 API 密钥。${whereKeysBelong}`;
    case 'noProvider':
      return `${quoted(key)}没有指明服务商。请添加 "provider"，可选：${cause.providers.join('、')}。${meant(cause.suggestion)}`;
    case 'unknownModel':
      return `${quoted(key)}中的模型${quoted(cause.model)}没有配置。${meant(cause.suggestion)}`;
  }
}

/** Every text in simplified Chinese. Its type is that of the English texts, so that a missing one does not compile. */
export const zhCn: typeof en = {
  allowed,
  found,
  field,
  setting,
  whereKeysBelong,
  rules: {
    'the topic is empty': '主题为空',
    'the topic is longer than 2,000 characters': '主题超过 2,000 个字符',
    'give a length in paragraphs or in seconds, not both': '长度只能用段落数或秒数中的一种来指定',
    'must be the name of an environment variable, not a key': '必须是环境变量的名称，而不是密钥本身',
    'must be an HTTP header name': '必须是 HTTP 请求头名称',
    'a model id has 1 to 64 letters, digits, dots, dashes or underscores':
      '模型名由 1 到 64 个字母、数字、点、连字符或下划线组成',
    'this word has a meaning of its own in settings; choose another model id': '这个词在设置中另有含义，请换一个模型名',
    'a day is written as year-month-day, such as 2026-10-05': '日期应写成“年-月-日”，例如 2026-10-05',
    'choose one of --csv and --json': '--csv 和 --json 只能选一个',
    'single entries are written with --csv or --json': '输出单条记录时需要加上 --csv 或 --json',
    'single entries are not grouped; leave out --by': '单条记录不分组，请去掉 --by',
  },
  syntax: {
    InvalidSymbol: '无法识别的词',
    InvalidNumberFormat: '数字格式有误',
    PropertyNameExpected: '此处应为带引号的名称',
    ValueExpected: '此处应为一个值',
    ColonExpected: '此处应为冒号',
    CommaExpected: '此处应为逗号',
    CloseBraceExpected: '此处应为右花括号 }',
    CloseBracketExpected: '此处应为右方括号 ]',
    EndOfFileExpected: '此处不应再有内容',
    InvalidCommentToken: '此处不允许注释',
    UnexpectedEndOfComment: '注释没有结束',
    UnexpectedEndOfString: '文本没有结束',
    UnexpectedEndOfNumber: '数字不完整',
    InvalidUnicode: 'Unicode 转义有误',
    InvalidEscapeCharacter: '转义有误',
    InvalidCharacter: '不允许的字符',
  },
  place: (file, line, column, message) => `${file}:${line}:${column}：${message}`,

  failureClasses: {
    auth: '密钥被拒绝',
    billing: '余额已用完',
    dailyQuota: '当日额度已用完',
    rateLimit: '请求过于频繁',
    overload: '服务过载',
    network: '无法连接',
    timeout: '超时未回答',
    stall: '回答到一半停住',
    truncated: '回答中断',
    empty: '回答为空',
    geo: '不支持所在地区',
    modelMissing: '模型不存在',
    callerFault: '请求未被接受',
    contentFilter: '被内容过滤拦截',
    tooLong: '文本超出该模型的上限',
    cancelled: '已取消',
  },

  errors: {
    allModelsFailed: {
      message: '尝试过的模型都失败了。',
      hint: '请重试，或运行“videogenius status”和“videogenius check”查看各模型的情况。',
    },
    noModelConfigured: {
      message: '还没有配置任何模型。',
      hint: '请设置某个服务商的密钥（例如 DEEPSEEK_API_KEY），启动 Ollama，或使用 --simulated 试用。',
    },
    noModelEligible: {
      message: '没有可用于此请求的模型。',
      hint: '运行“videogenius status”可查看每个模型不可用的原因。',
    },
    budgetReached: {
      message: '预算已用完。',
      hint: '请提高预算或更改用完后的处理方式（videogenius.money），使用免费的模型，或等到预算重新开始。',
    },
    deadlineExceeded: { message: '回答没有在限定时间内完成。', hint: '请重试，或用 --deadline 放宽时间。' },
    cancelled: { message: '已取消。', hint: '已写出的内容会保留。' },
    streamBroken: { message: '回答中断，现有内容不完整。', hint: '可以保留现有内容接着写，或重新生成。' },
    contentFiltered: { message: '模型或其内容过滤拒绝写这个主题。', hint: '请换一种说法描述主题，或选择其他模型。' },
    tooLong: { message: '文本太长，可用的模型都容纳不下。', hint: '请缩短文本，或添加上下文更大的模型。' },
    unusableAnswer: { message: '模型给出了回答，但内容不符合要求。', hint: '请重试，或用 --model 选择其他模型。' },
    invalidRequest: { message: '请求未被接受。', hint: '请修改后重试。' },
    disconnected: { message: '与 VideoGenius 后台进程的连接中断了。', hint: '请重试；它会自动重新启动。' },
    invalidSettings: { message: '设置无法使用。', hint: '请修正设置文件后重试。' },
    internal: { message: 'VideoGenius 内部出错。', hint: '请重试；如果问题依旧，请附上 --version 的输出反馈。' },
  },
  about: (name, text) => `${name}：${text}`,
  separator: '；',
  comma: '、',
  withStatus: (text, status) => `${text}（HTTP ${status}）`,
  unknownModel: (model, models, suggestion) =>
    `没有名为${quoted(model)}的模型。${meant(suggestion)}现有的模型：${models.join('、')}。`,
  nextSteps: {
    auth: '请检查密钥（存放它的环境变量），并确认它属于这个接入地址和地区。',
    billing: '请为账户充值。',
    dailyQuota: '请等额度恢复，或添加其他模型。',
    rateLimit: '请稍等片刻，或添加其他模型。',
    overload: '请稍后重试，或添加其他模型。',
    network: '请检查接口地址（base URL）、网络和代理。',
    timeout: '请检查接口地址（base URL）、网络和代理。',
    stall: '请重试，或选择其他模型。',
    truncated: '请重试，或选择其他模型。',
    empty: '请重试，或选择其他模型。',
    geo: '请改用其他地区的接入地址，或使用代理。',
    modelMissing: '请换一个模型名称；运行“videogenius check --model 模型”可列出服务商提供的名称。',
    callerFault: '请检查它的设置，例如模型名称和接口地址（base URL）。',
    contentFilter: '请换一种说法描述主题，或选择其他模型。',
    tooLong: '请缩短文本，或添加上下文更大的模型。',
    cancelled: '请重试。',
  },
  offlineOutline: '不用任何模型：“videogenius script 主题 --offline”可生成一份待填写的大纲。',
  goOn: '如要接着现有内容写：请先保存，再运行“videogenius script 主题 --continue 文件”。',
  notAsked: (models, maxAttempts) => `还有 ${models} 个模型没有尝试；failover.maxAttempts 为 ${maxAttempts}。`,

  statuses: {
    notConfigured: '未配置',
    disabled: '已关闭',
    unknown: '尚未使用',
    healthy: '健康',
    degraded: '欠佳',
    unhealthy: '不健康',
    isolated: '已隔离',
  },
  strategies: {
    roundRobin: '轮流',
    weightedRoundRobin: '按权重轮流',
    leastConnections: '最空闲的优先',
    responseTime: '最快的优先',
    random: '随机',
    intelligent: '得分最高的优先',
  },
  factors: { weight: '权重', health: '健康', performance: '速度', reliability: '可靠性', cost: '费用' },
  outcomes: { success: '已完成', ignored: '未采用', failed: '失败' },
  checks: { ok: '正常', failed: '失败', unchecked: '未检查', notConfigured: '未配置', disabled: '已关闭' },

  simulated: '模拟',
  named: (model, simulated) => (simulated && !/simulated/i.test(model) ? `${model}（模拟）` : model),
  unknown: '未知',
  free: '免费',
  milliseconds: (milliseconds) => `${milliseconds} 毫秒`,
  seconds: (seconds) => `${seconds.toFixed(1)} 秒`,
  usd: (dollars) => `${dollars} 美元`,
  roughly: (price) => `约 ${price}`,
  cost: (dollars, simulated) => `${simulated ? '模拟费用' : '费用'}：${dollars}`,
  unpriced: (dollars, attempts) => `${dollars}，另有 ${attempts} 次尝试的价格未知`,

  columns: {
    model: '模型',
    vendorModel: '服务商的名称',
    status: '状态',
    reason: '原因',
    weight: '权重',
    success: '成功率',
    firstToken: '首字时间',
    price: '每百万 token 价格\n（输入 / 输出）',
    attempt: '序号',
    outcome: '结果',
    switch: '切换',
    total: '总用时',
    tokens: 'Token 数',
    cost: '费用',
    score: '得分',
    points: (factor, points) => `${factor}\n/${points}`,
    predicted: '预计用时',
    expectedCost: '预计费用',
    chance: '首选概率',
    result: '结果',
    time: '用时',
    day: '日期',
    task: '任务',
    attempts: '尝试次数',
    inputTokens: '输入 token',
    outputTokens: '输出 token',
    saved: '节省',
  },
  tasks: { script: '脚本', keywords: '关键词', repair: '修正', check: '检查' },

  progress: {
    asking: (model) => `正在请求 ${model}。`,
    correcting: (model) => `正在请 ${model} 修正长度。`,
    completing: (model) => `正在请 ${model} 补全关键词。`,
    alsoAsking: (slow, model) => `${slow} 较慢，同时请求 ${model}。`,
    takesOver: (failed, why, model) => `${failed} 失败：${why}。由 ${model} 接手。`,
    goesOn: (broken, why, model) => `${broken} 中断：${why}。由 ${model} 接着写。`,
    goesOnItself: (model, why) => `${model} 中断：${why}。由它自己接着写。`,
    triesAgain: (model, why) => `${model} 失败：${why}。再试一次。`,
    failed: (model, why) => `${model} 失败：${why}。`,
    rewritten: '上面的文本有改动，修正后的全文如下：',
    scriptDone: (model, words, seconds, cost) => `${model} 已写好脚本：${words}，口播约 ${seconds}，${cost}。`,
    keywordsDone: (amount, model, cost) => `${model} 给出了 ${amount} 个关键词，${cost}。`,
    words: (amount, counted) =>
      `${number.format(amount)} ${counted === 'characters' ? '字' : counted === 'mixed' ? '字词' : '词'}`,
    warning: (text) => `注意：${text}`,
    error: (text) => `错误：${text}`,
    partial: '上面的文本不完整。',
    outlined: '离线大纲：没有调用任何模型，没有产生费用。',
  },

  status: {
    summary: (usable, all, strategy) => `${all} 个模型中有 ${usable} 个可用；选择方式：${strategy}。`,
    unhealthy: (count) => `其中 ${count} 个目前无法正常工作。`,
    chain: (models) => `失败后依次尝试：${models.join('、')}。`,
    failoverOff: '故障转移已关闭。',
    spent: (today, month) => `今天花费：${today}。本月：${month}。`,
    saved: (amount) => `本月与最贵的已配置模型相比节省：${amount}。`,
    simulatedMoney: (text) => `${text}（模拟）`,
    budget: (model, period, used, limit, percent) =>
      `${model ?? '所有模型'}${period === 'day' ? '今天' : '本月'}的预算：${limit} 中已用 ${used}（${percent}%）。`,
    budgetSpent: {
      warn: '已用完；照常请求模型。',
      cheapest: '已用完；只请求最便宜的模型。',
      stop: '已用完；不再请求收费的模型。',
    },
  },
  explain: {
    none: '没有可用的模型。',
    order: (models) => `顺序：${models.join(' → ')}。`,
    panic: '所有模型都在暂停，仍会尝试最先恢复的一个。',
    factors: (model) => `首选 ${model}：`,
    filtered: '未入选的模型：',
    reasons: '选择时看的是：',
    lowered: '得分低于各项之和的原因：',
    percent: (share) => `${Math.round(100 * share)}%`,
    hedge: (first, second, span) => `如果 ${first} 在 ${span}后还没有开始回答，会同时请求 ${second}。`,
    budgets: '预算：',
    allModels: '全部模型',
    budget: (period, used, limit) => `${period === 'day' ? '今天' : '本月'}已用 ${used}，上限 ${limit}`,
    whenSpent: {
      warn: '预算用完时只提醒，不做其他改变。',
      cheapest: '预算用完后只请求最便宜的模型。',
      stop: '预算用完后不再请求付费模型。',
    },
    strategy: (title) => `选择方式：${title}。`,
    choice: {
      roundRobin: '最久没有轮到的模型排在最前，得分不起作用。',
      weightedRoundRobin: '按权重、近期成功率和速度分配次序，最该轮到的模型排在最前，得分不起作用。',
      leastConnections: '并发占用比例最低的模型排在最前，相同时随机选择，得分不起作用。',
      responseTime: '随机抽取两个模型，预计更快完成的排在前面，得分不起作用。',
      random: '每次每个模型的机会相同，得分不起作用。',
      intelligent: '得分最高的模型排在最前。',
    },
  },
  check: {
    none: '没有配置任何模型，无需检查。',
    summary: (ok, all) => `${all} 个已配置的模型中有 ${ok} 个正常。`,
    withOption: (hint, option) => `${hint.replace(/。$/, '')}（${option}）。`,
    offered: (model, names) => `${model} 可用的名称：${names.join('、')}。`,
  },
  ledger: {
    span: (fromDay, toDay) => `${fromDay} 至 ${toDay} 的花费：`,
    nothing: (fromDay, toDay) => `${fromDay} 至 ${toDay} 没有任何花费。`,
    wrongOrder: (fromDay, toDay) => `无法显示 ${fromDay} 至 ${toDay} 的账目：结束日期早于开始日期。`,
    wrongOrderHint: '请让开始日期（--from）不晚于结束日期（--to）。',
    total: '合计',
    simulated: (name) => `${name}（模拟）`,
    unpriced: (attempts) => `有 ${number.format(attempts)} 次尝试的价格未知，其费用没有计入上面的数字。`,
    saved: '节省：已配置的最贵模型处理同样的文本所需的费用，减去实际费用。',
    place: (path) => `账目保存在 ${path}。`,
    inMemory: '账目只保存在内存中，程序结束后即消失。',
    trouble: {
      damaged: (path) => `账目文件已损坏，已移到 ${path}，并新建了一个。`,
      newer: (path) =>
        `账目文件由更新版本的 VideoGenius 写入，已原样保留（${path}）。在你更新之前，花费只保存在内存中。`,
      unwritable: (path) => `无法将账目写入 ${path}。在恢复之前，花费保存在内存中；请检查磁盘空间和文件夹权限。`,
    },
    relativeFolder: (variable) =>
      `${variable} 必须是绝对路径，例如 /home/me/videogenius。在此之前，账目只保存在内存中。`,
  },
  demo: {
    first: '模拟模型：不请求任何真实模型，不产生费用。',
    keysFound: (models, program) =>
      `你也配置了真实模型（${models.join('、')}）；运行“${program} script 主题”即可使用。`,
    topic: '蜜蜂如何找到回家的路',
    script: (topic) => `关于“${topic}”的脚本：`,
    keywords: '用于查找素材的关键词：',
    attempts: '全部尝试及其模拟费用：',
    totals: (attempts, failed, cost) =>
      `共尝试 ${attempts} 次，失败 ${failed} 次，模拟费用 ${cost}。请求最终仍然成功。`,
    next: (program) => `有了自己的密钥（例如放在 DEEPSEEK_API_KEY 中），就可以运行：${program} script "你的主题"`,
    nextWithKeys: (program) => `用你自己的模型写脚本：${program} script "你的主题"`,
  },
  serve: {
    stop: '请在浏览器中打开此地址。按 Ctrl+C 结束。',
    simulated: '模拟请求会不断进行：不请求任何真实模型，不产生费用。',
    kept: (file) => `在页面上所做的更改会写入 ${file}。`,
    notKept: '在页面上所做的更改只保留到程序结束。',
  },
  page: {
    onlyInEditor: '此操作只能在 VS Code 中进行。',
    noWindow: '没有打开的 VS Code 窗口可以更改其设置。',
    notAnAction: '页面提出了这里不认识的请求。请刷新页面后重试。',
    tooLarge: '页面一次发送的内容过多。',
    cannotWrite: (file, why) => `无法写入 ${file}（${why}）。`,
    nothingChanged: '未作任何更改。',
    isolated: (model) => `${model} 已停用，直到你重新启用它。`,
    letBack: (model) => `${model} 可以再次被请求。`,
  },

  usage: {
    oneTransport: '请在 --stdio、--pipe NAME 和 --shared 中选择一个。',
    asksDaemon: '以下为正在运行的 VideoGenius 后台进程所见。',
    heading: '用法：',
    commands: '命令：',
    options: '选项：',
    general: 'videogenius 命令 [选项]',
    anyOptions: '[选项]',
    more: '运行“videogenius 命令 --help”可查看单个命令的说明。',
    withBounds: (description, bounds) => `${description}，${bounds}`,
    tryHelp: (command) => `运行“videogenius ${command}--help”可查看用法。`,
    unknownCommand: (name, suggestion) => `没有${quoted(name)}这个命令。${meant(suggestion)}`,
    noCommand: '缺少命令。',
    unknownOption: (name, suggestion) =>
      `这里没有 ${name} 这个选项。${suggestion === undefined ? '' : `是不是想写 ${suggestion}？`}`,
    valueMissing: (name) => `${name} 需要一个值。`,
    valueNotAllowed: (name) => `${name} 后面不能带值。`,
    topicWithDash: '主题中以连字符开头的词要写在“--”之后，例如：videogenius script -- -5 度',
    topicMissing: '缺少主题。',
    theTopic: '主题',
    topicOrScript: '缺少主题或 --script 文件。',
    noArguments: (command) => `“videogenius ${command}”不需要主题。`,
    cannotRead: (file, why) => `无法读取 ${file}：${why}。`,
    readFailures: {
      ENOENT: '文件不存在',
      EACCES: '没有访问权限',
      EISDIR: '这是一个文件夹',
      other: '读取失败',
    },
    nothingSent: '没有发送任何请求。',
    standardInput: '标准输入',
    notText: (file) => `${file} 不是 UTF-8 文本。请另存为 UTF-8 编码后重试。`,
    cannotWrite: (why) => `无法写入输出（${why}）。`,
    proxy: {
      scheme: (variable, schemes) => `${variable} 指定的代理类型不受支持：地址应以 ${schemes.join(' 或 ')} 开头。`,
      address: (variable, schemes) =>
        `${variable} 不是有效的代理地址：应以 ${schemes.join(' 或 ')} 开头，例如 http://proxy:8080。`,
      hint: '请修正该环境变量；不使用代理时，请取消设置。',
    },
    keyGoesTo: (model, host) => `${model}：按照你的设置，它的密钥会发送到 ${host}。`,
    emptyScript: '脚本为空。',
    offlineOrContinue: '--offline 和 --continue 只能选一个。',
    exitCodes: '退出码：0 成功；1 模型失败；2 用法或设置有误、没有配置模型或预算已用完；130 已取消。',
  },
  commands: {
    script: {
      summary: '根据主题写一篇视频脚本。',
      details:
        '边写边显示。指定 --seconds 或 --paragraphs 时，写完后可能修正，因此写入文件或管道时一次输出全文，除非加上 --stream。按 Ctrl+C 停止，并保留已写出的内容。中断的文本以方括号中的说明结尾；--continue 可从那里接着写，并输出整篇脚本。--offline 不需要任何模型。',
    },
    keywords: {
      summary: '根据主题或脚本生成查找素材用的关键词。',
      details: '每行输出一个关键词。“--script -”表示从标准输入读取脚本。文件应为 UTF-8 文本。',
    },
    status: { summary: '列出每个模型以及是否可用。', details: '不发送请求，不产生费用。' },
    explain: { summary: '说明请求会发给哪个模型以及原因。', details: '不发送请求，不产生费用。' },
    check: {
      summary: '测试每个已配置模型的连接。',
      details: '默认只做免费检查；加上 --paid 后，免费检查不足以证明时会请求一个 token 的回答。',
    },
    demo: {
      summary: '无需密钥，体验路由与故障转移。',
      details: '使用模拟模型：第一个模型会故意失败，由另一个接手。',
    },
    serve: {
      summary: '在浏览器中显示状态页。',
      details:
        '只能从本机访问。在页面上所做的更改会写入 --settings 指定的文件；没有指定时只保留到程序结束。加上 --simulated 后会不断产生模拟请求，并且不写入任何文件。',
    },
    ledger: {
      summary: '查看花费。',
      details:
        '按日期、模型或任务汇总最近 30 天的花费，模拟费用单独列出。--csv 和 --json 给出全部数字；加上 --entries 则逐条列出每次尝试。',
    },
    daemon: {
      summary: '作为编辑器的后台进程运行。',
      details: '使用语言服务器协议：--stdio 或 --pipe 服务于启动它的那个编辑器，--shared 服务于此用户的所有窗口。',
    },
  },
  options: {
    settings: '含 videogenius.* 设置的 VS Code settings.json，“-”表示标准输入；不指定时使用默认值和环境变量',
    language: '脚本或关键词的语言，例如 en 或 zh-CN；auto 表示跟随主题',
    paragraphs: '长度（段落数）',
    seconds: '长度（口播秒数），与段落数二选一',
    format: '脚本类型',
    tone: '语气，例如“冷幽默”',
    audience: '目标观众',
    instructions: '额外要求',
    script: '脚本文件；“-”表示标准输入',
    amount: '关键词数量',
    model: '只使用这个模型',
    strategy: '模型的选择方式',
    deadline: '整个请求的时限（秒）',
    port: '状态页的端口；0 表示任选空闲端口',
    paid: '允许生成一个 token，会产生少量费用',
    simulated: '使用模拟模型：不请求任何真实模型，不产生费用',
    by: '汇总方式',
    from: '开始日期，例如 2026-10-05；不指定时为截至结束日期的 30 天',
    to: '结束日期，例如 2026-10-05；不指定时为今天',
    csv: '输出逗号分隔值，便于在电子表格中使用',
    entries: '从头到尾逐条列出每次尝试，而不是汇总；需要 --csv 或 --json',
    shared: '通过私有套接字服务于此用户的所有窗口',
    stdio: '通过标准输入输出服务于一个编辑器',
    pipe: '服务于监听此管道或套接字的那个编辑器',
    offline: '在本机生成一份待填写的大纲，不用任何模型',
    continue: '接着此文件中未完成的脚本写；“-”表示标准输入',
    stream: '即使写入文件或管道也边写边输出；若有修正，随后输出修正后的全文',
    json: '输出一个 JSON 对象，而不是文本',
    quiet: '不显示进度信息；错误仍会显示',
    locale: '提示信息的语言：en 或 zh-cn',
    help: '显示此帮助',
    version: '显示版本',
  },
};
