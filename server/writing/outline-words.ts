import type { ScriptFormat } from '../protocol/index.ts';
import type { CountUnit } from './timing.ts';

const minutes = (seconds: number): string => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

/** Everything an outline says besides its scenes, in the languages it exists in. */
export const outlineWords = {
  en: {
    label: 'Offline outline: made on this machine, without any model',
    topic: (topic: string) => `Topic: ${topic}`,
    plan: (format: string, scenes: number, seconds: number) =>
      `Format: ${format} · ${scenes === 1 ? '1 scene' : `${scenes} scenes`} · ${seconds} s (${minutes(seconds)}) in all`,
    tone: (tone: string) => `Tone: ${tone}`,
    audience: (audience: string) => `For: ${audience}`,
    otherLanguage: (language: string) =>
      `Outlines exist in English and Chinese only; the script is meant to be in ${language}.`,
    howTo:
      'Write the spoken words of each scene in the place of the question in brackets. Nothing else here is spoken.',
    numbered: (title: string, number: number) => `${title} ${number}`,
    say: 'Say: ',
    seconds: (seconds: number) => `${seconds} s`,
    paragraphs: (paragraphs: number) => (paragraphs === 1 ? '1 paragraph' : `${paragraphs} paragraphs`),
    amount: (amount: number, unit: CountUnit) => `about ${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`,
    formats: {
      short: 'short video',
      long: 'long video',
      explainer: 'explainer',
      listicle: 'list',
      tutorial: 'tutorial',
      review: 'review',
      story: 'story',
      news: 'news brief',
      ad: 'advertisement',
      koubo: 'talking to the camera',
    } satisfies Record<ScriptFormat, string>,
  },
  zh: {
    label: '离线大纲：由本机生成，没有使用任何模型',
    topic: (topic: string) => `主题：${topic}`,
    plan: (format: string, scenes: number, seconds: number) =>
      `类型：${format} · ${scenes} 个场景 · 共 ${seconds} 秒（${minutes(seconds)}）`,
    tone: (tone: string) => `语气：${tone}`,
    audience: (audience: string) => `观众：${audience}`,
    otherLanguage: (language: string) => `大纲只有中文和英文；脚本应使用的语言：${language}。`,
    howTo: '请在方括号里的问题处写下每个场景要说的话。除此之外，这里的内容都不会被朗读。',
    numbered: (title: string, number: number) => `${title} ${number}`,
    say: '要说的话：',
    seconds: (seconds: number) => `${seconds} 秒`,
    paragraphs: (paragraphs: number) => `${paragraphs} 段`,
    amount: (amount: number, unit: CountUnit) => `约 ${amount} ${unit === 'characters' ? '字' : '词'}`,
    formats: {
      short: '短视频',
      long: '长视频',
      explainer: '讲解',
      listicle: '盘点',
      tutorial: '教程',
      review: '评测',
      story: '故事',
      news: '新闻简讯',
      ad: '广告',
      koubo: '口播',
    } satisfies Record<ScriptFormat, string>,
  },
} as const;
