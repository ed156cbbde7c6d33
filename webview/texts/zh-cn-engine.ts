import type { englishEngine } from './en-engine.ts';

/** The same in simplified Chinese. */
export const chineseEngine: typeof englishEngine = {
  money: '费用',
  spentToday: '今天花费',
  spentMonth: '本月',
  savedMonth: '本月节省',
  savedAgainst: '与最贵的已配置模型相比',
  sinceStart: '启动以来',
  costToday: '今天的费用',
  budgets: '预算',
  budgetName: (model, period) => `${model ?? '所有模型'}，${period === 'day' ? '今天' : '本月'}`,
  budgetUsed: (used, limit, share) => `${limit} 中已用 ${used}（${share}）`,
  budgetHeld: (held) => `另有 ${held} 预留给正在处理的请求`,
  budgetNear: '即将用完。',
  budgetSpent: {
    warn: '已用完。照常请求模型。',
    cheapest: '已用完。只请求最便宜的模型。',
    stop: '已用完。不再请求收费的模型。',
  },
  whenSpent: {
    warn: '预算用完后，照常请求模型。',
    cheapest: '预算用完后，只请求最便宜的模型。',
    stop: '预算用完后，不再请求收费的模型。',
  },
  setBudget: '设置预算',
  showCosts: '显示费用',
  ledgerTrouble: {
    damaged: (path) => `账本文件已损坏，已另存为 ${path}，并新建了一个。`,
    newer: (path) => `账本 ${path} 由另一个更新的版本写入，保持原样。更新之前，花费只保存在内存中。`,
    unwritable: (path) => `无法写入账本 ${path}。在可以写入之前，花费保存在内存中。`,
  },

  roles: {
    first: '首先请求',
    retry: '同一模型再试一次',
    failover: '失败后接手',
    hedge: '前一个模型迟迟没有开始，因此同时请求的第二个模型',
    resume: '从中断处接着写',
  },
  shortRoles: { first: '', retry: '再试一次', failover: '', hedge: '同时请求', resume: '接着写' },
  endings: {
    outpaced: '被抢先：另一个模型先开始',
    notContinued: '没有接着原文写',
    cancelled: '已取消',
  },
  shortEndings: { outpaced: '被抢先', notContinued: '没有接上', cancelled: '已取消' },
  seams: (amount) => `文本有 ${amount} 处接缝`,
  seamsLine: (amount) => `文本有 ${amount} 处接缝：从回答中断的地方接着写。`,
  hedgeNews: (slow, model) => `${slow} 较慢，同时请求 ${model}。`,
  resumeNews: (model) => `回答中断。由 ${model} 接着写。`,

  chance: (share) => `有 ${share} 的机会排在最前。`,
  hedgeLine: (first, time, second) => `如果 ${first} 在 ${time} 后还没有开始，会同时请求 ${second}。`,
};
