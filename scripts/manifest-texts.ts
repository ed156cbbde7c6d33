/** One text of the manifest in both languages. */
export interface ManifestText {
  readonly english: string;
  readonly chinese: string;
}

/** Texts of package.json apart from the settings, by their key in package.nls.json. */
export const manifestTexts: Readonly<Record<string, ManifestText>> = {
  displayName: {
    english: 'VideoGenius: Video Scripts from the Best Model',
    chinese: 'VideoGenius：用最合适的模型写视频脚本',
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
  'command.showRequestTrace': { english: 'Show Request Trace', chinese: '显示请求轨迹' },
  'command.startDemo': { english: 'Start Demo (no keys needed)', chinese: '启动演示（无需密钥）' },
  'command.stopDemo': { english: 'End Demo', chinese: '结束演示' },
  'command.restartDaemon': { english: 'Restart Daemon', chinese: '重启后台进程' },
  'command.showLog': { english: 'Show Log', chinese: '显示日志' },
  'command.copyDiagnostics': { english: 'Copy Diagnostics', chinese: '复制诊断信息' },
};

/** Headings of the groups of settings; `routing` holds the settings that stand in no group. */
export const sectionTexts: Readonly<Record<string, ManifestText>> = {
  routing: { english: 'Routing', chinese: '路由' },
  writing: { english: 'Writing', chinese: '写作' },
  failover: { english: 'Failover', chinese: '故障转移' },
  timeouts: { english: 'Timeouts', chinese: '超时' },
  health: { english: 'Health', chinese: '健康' },
  breaker: { english: 'Circuit Breaker', chinese: '熔断器' },
  score: { english: 'Score', chinese: '评分' },
  money: { english: 'Money', chinese: '费用' },
  daemon: { english: 'Background Process', chinese: '后台进程' },
};

/** What each value of a setting with a fixed choice means, by setting and value. */
export const choiceTexts: Readonly<Record<string, Readonly<Record<string, ManifestText>>>> = {
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
