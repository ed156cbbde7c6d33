import assert from 'node:assert/strict';
import { clean } from '../../server/writing/clean.ts';
import { isRefusal } from '../../server/writing/refusal.ts';
import { answers } from './answers.ts';

describe('refusals', () => {
  const refusals = [
    "I'm sorry, but I can't help with that request.",
    'I’m sorry, I can’t assist with that.',
    "Sorry, I can't create content like that. Is there something else I can help you with?",
    'I cannot fulfill this request.',
    'I cannot fulfill this request. I am programmed to be a helpful and harmless AI assistant.',
    "I'm sorry, but I can't help with that.\n\nIs there something else I can do for you?",
    "**I can't help with that.**\n\nIf you have another topic in mind, let me know!",
    'I must respectfully decline to write this script.',
    '作为一个人工智能语言模型，我还没学习如何回答这个问题，您可以向我问一些其它的问题，我会尽力帮您解决的。',
    '你好，这个问题我暂时无法回答，让我们换个话题再聊聊吧。',
    'عذرًا، لا يمكنني المساعدة في هذا الطلب.',
    'I am unable to write a script about this topic, as it goes against my guidelines. Please let me know if you have another topic.',
    "I can't help with that.",
    'As an AI language model, I cannot provide information on that topic.',
    '抱歉，我无法提供这方面的内容。',
    '很抱歉，我不能满足您的请求。如果您有其他问题，欢迎随时告诉我。',
    '对不起，我无法协助完成这个请求，因为它违反了相关规定。',
    '申し訳ありませんが、そのリクエストにはお応えできません。',
    '申し訳ございません。この内容の台本は作成できません。',
    '죄송합니다. 해당 요청은 도와드릴 수 없습니다.',
    'Lo siento, pero no puedo ayudarte con esa solicitud.',
    'Désolé, mais je ne peux pas vous aider avec cette demande.',
    'Je suis désolé, mais je ne peux pas répondre à cette demande.',
    'Es tut mir leid, aber dabei kann ich nicht helfen.',
    'Tut mir leid, aber ich kann dir bei dieser Anfrage nicht helfen.',
    'Mi dispiace, ma non posso aiutarti con questa richiesta.',
    'Desculpe, mas não posso ajudar com esse pedido.',
    'Извините, но я не могу помочь с этим запросом.',
  ];
  for (const refusal of refusals) {
    it(`knows ${refusal}`, () => assert.equal(isRefusal(clean(refusal)), true));
  }

  const scripts = [
    "I'm sorry, but I can't help with that request. That is what the robot said when Anna asked it to feed her cat.",
    "I'm sorry, but I can't help with that request, said the robot.",
    "I can't help falling in love with bees.",
    "Sorry, I can't write without coffee. Here is how I drink it.",
    "I can't do this anymore. Every morning the alarm rings at five.",
    "I can't help with that.\n\nYou hear it every day. Why do people say it?",
    '抱歉，我无法回答这个问题，小明对老师说。',
    '抱歉，我不能给你想要的幸福。',
    '对不起，我来晚了。今天的海很蓝。',
    '申し訳ありません。遅れました。今日は海の話です。',
    'Lo siento, no puedo dormir. La luna brilla.',
    'Es tut mir leid, dass der Sommer vorbei ist.',
    'Leider kann ich nicht schwimmen. Trotzdem liebe ich das Meer.',
    'Bees fly.',
    '',
  ];
  for (const script of scripts) {
    it(`leaves ${JSON.stringify(script)}`, () => assert.equal(isRefusal(script), false));
  }

  it('leaves every answer of the corpus', () => {
    for (const answer of Object.values(answers)) assert.equal(isRefusal(clean(answer)), false);
  });
});
