/** One text of the manifest in both languages. */
export interface ManifestText {
  readonly english: string;
  readonly chinese: string;
}

/** Texts of package.json apart from the settings, by their key in package.nls.json. */
export const manifestTexts: Readonly<Record<string, ManifestText>> = {
  displayName: {
    english: 'VideoGenius',
    chinese: 'VideoGenius',
  },
  description: {
    english:
      'Draft video scripts and footage keywords. A router picks among nine model providers, moves on when one fails, and accounts for every cent.',
    chinese: '撰写视频脚本和素材关键词。路由器在九家模型服务商之间挑选，一家失败即换下一家，每一分钱都记账。',
  },
  untrustedWorkspaces: {
    english: 'In an untrusted workspace, settings of the folder that decide where requests go are ignored.',
    chinese: '在不受信任的工作区中，文件夹里决定请求去向的设置会被忽略。',
  },
  'view.status': { english: 'Models', chinese: '模型' },
  'command.generateScript': { english: 'Generate Script', chinese: '生成脚本' },
  'command.generateKeywords': { english: 'Generate Keywords', chinese: '生成关键词' },
  'command.setApiKey': { english: 'Set API Key', chinese: '设置 API 密钥' },
  'command.removeApiKey': { english: 'Remove API Key', chinese: '移除 API 密钥' },
  'command.testConnection': { english: 'Test Connection', chinese: '测试连接' },
  'command.checkAllModels': { english: 'Check All Models Now', chinese: '立即检查所有模型' },
  'command.chooseStrategy': { english: 'Choose Strategy', chinese: '选择策略' },
  'command.pinModel': { english: 'Pin a Model', chinese: '固定使用一个模型' },
  'command.openStatusPanel': { english: 'Open Status Panel', chinese: '打开状态面板' },
  'command.setBudget': { english: 'Set Budget', chinese: '设置预算' },
  'command.showCosts': { english: 'Show Costs', chinese: '显示费用' },
  'command.showRequestTrace': { english: 'Show Request Trace', chinese: '显示请求轨迹' },
  'command.startDemo': { english: 'Start Demo (no keys needed)', chinese: '启动演示（无需密钥）' },
  'command.stopDemo': { english: 'End Demo', chinese: '结束演示' },
  'command.restartDaemon': { english: 'Restart Daemon', chinese: '重启后台进程' },
  'command.showLog': { english: 'Show Log', chinese: '显示日志' },
  'command.copyDiagnostics': { english: 'Copy Diagnostics', chinese: '复制诊断信息' },
  'walkthrough.title': { english: 'Write Your First Video Script', chinese: '写出你的第一个视频脚本' },
  'walkthrough.description': {
    english: 'From a demo without keys to scripts from your own models, in four steps.',
    chinese: '四步走：从无需密钥的演示，到用你自己的模型写脚本。',
  },
  'walkthrough.demo.title': { english: 'Start Without Keys', chinese: '无需密钥即可开始' },
  'walkthrough.demo.description': {
    english:
      'Nine simulated models write a script. One of them fails on purpose, so that you see another one take over.\n[Start Demo](command:videogenius.startDemo)\nNothing is sent anywhere, and nothing is spent.',
    chinese:
      '九个模拟模型为你写一个脚本，其中一个会故意失败，让你看到另一个如何接手。\n[启动演示](command:videogenius.startDemo)\n不会向任何地方发送内容，也不产生费用。',
  },
  'walkthrough.demo.alt': {
    english: 'Three models: the first one fails, the second one takes over and writes.',
    chinese: '三个模型：第一个失败，由第二个接手继续写。',
  },
  'walkthrough.key.title': { english: 'Add a Key', chinese: '添加密钥' },
  'walkthrough.key.description': {
    english:
      'One vendor is enough to write; with a second one, the writing goes on when the first one fails.\n[Set API Key](command:videogenius.setApiKey)\nA key is kept in the key store of VS Code and sent only to its own vendor. Ollama on this computer needs none.',
    chinese:
      '有一家服务商就能开始写；有了第二家，第一家失败时也能继续。\n[设置 API 密钥](command:videogenius.setApiKey)\n密钥保存在 VS Code 的密钥库中，只发送给它所属的服务商。本机的 Ollama 不需要密钥。',
  },
  'walkthrough.key.alt': {
    english: 'A key goes into the key store, and from there to one vendor only.',
    chinese: '密钥存入密钥库，并且只从那里发送给一家服务商。',
  },
  'walkthrough.script.title': { english: 'Write a Script', chinese: '写一个脚本' },
  'walkthrough.script.description': {
    english:
      'Say what the video is about. The script streams in at the cursor, and one undo takes it back.\n[Generate Script](command:videogenius.generateScript)\nWith a selected line as the topic, nothing is asked. [Keywords](command:videogenius.generateKeywords) for stock footage come from the finished script.',
    chinese:
      '说明视频讲什么，脚本会在光标处逐字写出，撤销一次即可全部取消。\n[生成脚本](command:videogenius.generateScript)\n选中一行作为主题时，不再询问其他内容。写完后可以从脚本中提取素材[关键词](command:videogenius.generateKeywords)。',
  },
  'walkthrough.script.alt': {
    english: 'A page on which lines are being written.',
    chinese: '一页正在逐行写出的文字。',
  },
  'walkthrough.weights.title': { english: 'Prefer Some Models', chinese: '偏好某些模型' },
  'walkthrough.weights.description': {
    english:
      'The status panel shows the health, speed and cost of every model, and a weight from 0 (never) to 2.\n[Open Status Panel](command:videogenius.openStatusPanel)\nThe weights stand in your [settings](command:workbench.action.openSettings?%5B%22videogenius.modelWeights%22%5D). A [budget](command:videogenius.setBudget) keeps what is spent in bounds.',
    chinese:
      '状态面板显示每个模型的健康、速度和费用，以及从 0（从不使用）到 2 的权重。\n[打开状态面板](command:videogenius.openStatusPanel)\n权重保存在[设置](command:workbench.action.openSettings?%5B%22videogenius.modelWeights%22%5D)中。[预算](command:videogenius.setBudget)可以限制花费。',
  },
  'walkthrough.weights.alt': {
    english: 'Three models with sliders for their weights.',
    chinese: '三个模型及其权重滑块。',
  },
};

/** Names of the values of a setting with a fixed choice, as the Settings editor shows them, by setting and value. */
export const choiceLabels: Readonly<Record<string, Readonly<Record<string, ManifestText>>>> = {
  'money.whenSpent': {
    warn: { english: 'Warn', chinese: '警告' },
    cheapest: { english: 'Cheapest model only', chinese: '只用最便宜的模型' },
    stop: { english: 'Stop', chinese: '停止' },
  },
  'daemon.mode': {
    shared: { english: 'Shared', chinese: '共用' },
    perWindow: { english: 'One for each window', chinese: '每个窗口一个' },
  },
  strategy: {
    roundRobin: { english: 'Round robin', chinese: '轮询' },
    weightedRoundRobin: { english: 'Weighted round robin', chinese: '加权轮询' },
    leastConnections: { english: 'Least connections', chinese: '最少连接' },
    responseTime: { english: 'Response time', chinese: '响应时间' },
    random: { english: 'Random', chinese: '随机' },
    intelligent: { english: 'Intelligent', chinese: '智能' },
  },
};

/** Headings of the groups of settings; `routing` holds the settings that stand in no group. */
export const sectionTexts: Readonly<Record<string, ManifestText>> = {
  routing: { english: 'Routing', chinese: '路由' },
  writing: { english: 'Writing', chinese: '写作' },
  failover: { english: 'Failover', chinese: '故障转移' },
  timeouts: { english: 'Timeouts', chinese: '超时' },
  hedge: { english: 'Second Model', chinese: '第二个模型' },
  resume: { english: 'Broken Answers', chinese: '中断的回答' },
  health: { english: 'Health', chinese: '健康' },
  breaker: { english: 'Circuit Breaker', chinese: '熔断器' },
  score: { english: 'Score', chinese: '评分' },
  money: { english: 'Money', chinese: '费用' },
  daemon: { english: 'Background Process', chinese: '后台进程' },
};

/** What each value of a setting with a fixed choice means, by setting and value. */
export const choiceTexts: Readonly<Record<string, Readonly<Record<string, ManifestText>>>> = {
  'money.whenSpent': {
    warn: { english: 'You are told; every model can still be asked.', chinese: '只发出提醒；仍可询问所有模型。' },
    cheapest: {
      english: 'Only the cheapest model that can take the request is asked.',
      chinese: '只询问能够处理该请求的最便宜的模型。',
    },
    stop: {
      english: 'Models that cost something are not asked any more; free ones are.',
      chinese: '不再询问收费的模型；免费的模型仍可使用。',
    },
  },
  'daemon.mode': {
    shared: {
      english: 'One process for all windows: they share limits, health and costs.',
      chinese: '所有窗口共用一个进程：共享限额、健康状况和费用。',
    },
    perWindow: { english: 'A process of its own for each window.', chinese: '每个窗口使用自己的进程。' },
  },
  strategy: {
    roundRobin: { english: 'Every model in turn.', chinese: '各模型依次轮流。' },
    weightedRoundRobin: {
      english: 'Every model in turn, more often with a higher weight.',
      chinese: '各模型轮流，权重越高轮到得越多。',
    },
    leastConnections: {
      english: 'The model with the fewest running requests for its limit.',
      chinese: '相对其上限，正在处理的请求最少的模型。',
    },
    responseTime: {
      english: 'The model that is expected to answer first.',
      chinese: '预计最先答完的模型。',
    },
    random: { english: 'Any model, by equal chance.', chinese: '以相同概率随机选择一个模型。' },
    intelligent: {
      english: 'The best score from weight, health, performance, reliability and cost.',
      chinese: '综合权重、健康、性能、可靠性和费用，得分最高的模型。',
    },
  },
};
