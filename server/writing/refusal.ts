import type { RequestError } from '../protocol/index.ts';
import { splitParagraphs } from './paragraphs.ts';

/**
 * Tells a refusal that was delivered as an answer: "I'm sorry, but I can't help with that request." Every sentence has to be a
 * refusal, an apology, a reason or an offer of something else as a whole, so a script that only begins like one is none.
 */

/** What a writer is told when the models that were asked refused. */
export const refusedError: RequestError = {
  code: 'contentFiltered',
  message: 'The models refused to write about this topic.',
  hint: 'Word the topic differently, or choose another model.',
  attempts: [],
};

/** Most words of a refusal, and most characters where words have no spaces. */
const maxWords = 60;
const maxCharacters = 400;

/** An apology, a reason and an offer may each have a paragraph. */
const maxParagraphs = 3;

const english = {
  refusals: [
    "(?:(?:i'm|i am|we're) (?:very |so |really )?sorry|sorry|(?:i|we) apologi[sz]e|my apologies|unfortunately|as an ai[^,.]{0,30})?[,;—–-]*\\s*(?:but |however,? |that )?(?:as an ai[^,.]{0,30}, )?(?:i|we)(?:'m| am|'re| are)? (?:just |really |currently |simply |also |afraid i )?(?:can't|cannot|can not|won't|will not|am unable to|unable to|not able to|not comfortable|must decline to|have to decline to|decline to|not going to) (?:be able to )?(?:directly |really )?(?:(?:help|assist|comply|helping|assisting)(?: you)?(?:$| (?:with|on) (?:that|this|it|the|your|such|these|those|any|writing|creating|making|generating)\\b[^,;:]*| (?:to )?(?:create|write|make|generate|produce)\\b[^,;:]*)|(?:fulfil|fulfill|create|creating|write|writing|generate|generating|provide|providing|produce|producing|discuss|support|complete|process|answer|accommodate|engage|continue|offer|make)\\b[^,;:]*\\b(?:that|this|such|request|content|scripts?|video|topic|material|information|instructions|conversation)\\b[^,;:]*|do that)(?:,? (?:as|because|since|because of|due to)\\b[^:]*)?",
    "(?:(?:i'm|i am) sorry,? (?:but )?)?i (?:must|have to|need to|will have to) (?:respectfully |politely )?decline(?:$| (?:this|that|the|your|to)\\b[^,;:]*)",
    "(?:this|that|your|the) (?:request|topic|content) (?:is something|goes|is|violates|falls)\\b[^:]*\\b(?:guidelines|polic(?:y|ies)|i (?:can't|cannot|won't)|not (?:allowed|permitted|something i))\\b[^:]*",
  ],
  around: [
    "(?:(?:i'm|i am) (?:very |so |really )?sorry|sorry|(?:i|we) apologi[sz]e|my apologies)(?: (?:for|about) (?:the|any|this) \\w+(?: \\w+)?)?",
    '(?:it|this|that|such|doing so|your request|the request|the topic|creating|producing)\\b[^:]*\\b(?:guidelines?|polic(?:y|ies)|terms of (?:use|service)|harmful|illegal|inappropriate|unsafe|unethical)\\b[^:]*',
    '(?:is there|can i|may i|would you like|do you have|how (?:else )?can i|perhaps|maybe)\\b[^:]*\\b(?:something else|anything else|another|other|different|else|instead|help you with|help with)\\b[^:]*',
    "(?:but |however,? |instead,? )?(?:if you|please|feel free|let me know|i'd be (?:happy|glad)|i would be (?:happy|glad)|i'm (?:happy|glad)|i am (?:happy|glad)|happy to|i can)\\b[^:]*\\b(?:other|another|different|else|instead|alternative|rephrase|questions?|request|topic|help|assist)\\b[^:]*",
    'thank you for (?:your )?understanding',
    "(?:i'm|i am) (?:programmed|designed|trained|only|just) [^:]*\\b(?:assistant|model|harmless|safe)\\b[^:]*",
  ],
};

const chineseReason =
  '(?:[，,](?:因为|由于|因|这|它|其|该|涉及|违反|不符合|包含|请|建议|如果|如有|如|希望|您可以|你可以|您|但我可以|也|并|感谢)[^，,]*)*';

const patterns: readonly { readonly refusals: readonly string[]; readonly around: readonly string[] }[] = [
  english,
  {
    refusals: [
      `(?:(?:非常|很|十分|真的)?(?:抱歉|对不起|不好意思|对不住|遗憾)(?:地?告诉[您你])?[，,！!\\s]*)?(?:但是?)?(?:作为[^，,。]{1,16}[，,])?(?:我们?|本助手)(?:暂时|目前|现在|还|也|恐怕|是)?(?:不能|无法|没办法|没有办法|不便|不可以|不会)(?:(?:[^，,]*(?:请求|要求|问题|内容|话题|主题|脚本|文案|视频|信息|任务|服务|帮助|协助)[^，,]*)|(?:帮|协助)[您你]?(?:完成)?(?:这|此|该)[^，,]{0,10}|这样做|帮(?:到)?[您你])${chineseReason}`,
      '(?:(?:非常|很)?(?:你好|您好|抱歉|对不起)[，,！!\\s]*)?(?:作为[^，,。]{1,20}[，,])?我?(?:这|该|此|对此)个?(?:问题|话题|内容)?我?(?:暂时|目前|还)?(?:无法|不能|没法)回答(?:[，,][^。]*(?:话题|问题|帮助|别的|其他|再聊)[^。]*)?',
      '(?:作为[^，,。]{1,24}[，,])?我还没(?:有)?学习如何回答(?:这个|该)问题[^。]*',
      `(?:(?:抱歉|对不起)[，,\\s]*)?(?:您的|你的|这个|该|此)(?:请求|要求|问题|话题|主题|内容)[^，,]*(?:无法|不能|违反|不符合|不便|敏感)[^，,]*${chineseReason}`,
    ],
    around: [
      '(?:让我们|我们)?(?:换|聊|谈)[^。]{0,12}(?:话题|别的|其他|再聊)[^。]{0,8}',
      '(?:非常|很|十分)?(?:抱歉|对不起|不好意思)',
      '(?:如果|如|若)(?:[您你])?(?:有|还有|需要|想)?.{0,16}(?:其他|别的|另外|其它).{0,30}',
      '(?:请|您可以|你可以|建议|欢迎).{0,12}(?:换|其他|别的|另|修改|重新).{0,20}',
      '(?:这|该|此|它).{0,20}(?:违反|不符合|涉及|敏感|有害|违法|政策|规定).{0,24}',
      '(?:感谢|谢谢)(?:[您你]的)?(?:理解|谅解).{0,6}',
    ],
  },
  {
    refusals: [
      '(?:(?:大変|誠に)?(?:申し訳(?:ありません|ございません|ないです)(?:が)?|すみません(?:が)?|ごめんなさい|恐れ入りますが|残念ながら)[、,。]?\\s*)?[^。]{0,40}(?:リクエスト|ご要望|ご依頼|内容|台本|コンテンツ|ご質問|お手伝い|トピック|対応|情報)[^。]{0,20}(?:できません|できかねます|いたしかねます|できません(?:でした)?|応じられません|お受けできません|提供できません)',
    ],
    around: [
      '(?:大変|誠に)?(?:申し訳(?:ありません|ございません)|すみません|ごめんなさい)',
      '(?:他|ほか|別)の?[^。]{0,30}(?:お知らせ|お手伝い|ください|お申し付け|でしょうか|お聞かせ)[^。]{0,12}',
    ],
  },
  {
    refusals: [
      '(?:(?:대단히 |정말 )?(?:죄송합니다|죄송하지만|미안합니다|미안하지만|유감스럽지만|안타깝지만)[,.]?\\s*(?:만|하지만)?[,]?\\s*)?(?:저는 )?[^.]{0,40}(?:요청|내용|대본|콘텐츠|질문|주제|도움|도와|정보)[^.]{0,24}(?:수 없습니다|수 없어요|어렵습니다|드릴 수 없습니다|불가능합니다)',
    ],
    around: [
      '(?:대단히 |정말 )?(?:죄송합니다|미안합니다)',
      '다른 [^.]{0,30}(?:말씀|알려|요청|문의|도와|주세요|있으신가요)[^.]{0,14}',
    ],
  },
  {
    refusals: [
      '(?:lo siento(?: mucho)?|lo lamento|disculpa|perdón|lamentablemente|desafortunadamente)?[,;]?\\s*(?:pero )?no (?:puedo|me es posible|podemos) (?:ayudar(?:te|le|los)?|asistir(?:te|le)?|crear|escribir|generar|proporcionar|cumplir|producir|hablar|responder|atender|continuar)(?:$|\\s[^,;:]*\\b(?:eso|esto|esa|ese|esta|este|solicitud|petición|contenido|gui[oó]n|tema|pregunta)\\b[^:]*)',
    ],
    around: [
      '(?:lo siento|lo lamento|disculpa)',
      '¿?(?:hay|puedo|te gustaría|le gustaría|si (?:tienes|tiene|quieres|necesitas|deseas))\\b[^:]*\\b(?:otr[oa]s?|más|diferente|ayudar)\\b[^:]*',
    ],
  },
  {
    refusals: [
      "(?:(?:je suis |vraiment )?(?:désolée?|navrée?)|malheureusement|je m'excuse)?[,;]?\\s*(?:mais )?je ne (?:peux|puis|suis pas en mesure)(?: pas)?(?: de| d')?\\s*(?:vous |t')?\\s*(?:aider|assister|créer|écrire|générer|fournir|répondre|produire|donner suite|satisfaire|traiter)(?:$|\\s[^,;:]*\\b(?:cela|ça|cette|ce|demande|contenu|script|sujet|requête)\\b[^:]*)",
    ],
    around: [
      '(?:je suis )?(?:désolée?|navrée?)',
      "(?:puis-je|y a-t-il|si vous|n'hésitez|souhaitez-vous|avez-vous)\\b[^:]*\\b(?:autres?|différente?|aider|aide)\\b[^:]*",
    ],
  },
  {
    refusals: [
      '(?=.*\\b(?:dabei|damit|das|dies\\w*|anfrage|bitte|inhalt\\w*|thema|skript|solche\\w*)\\b)(?:(?:es )?tut mir (?:sehr )?leid|entschuldigung|leider|ich bedaure)?[,;]?\\s*(?:aber )?(?:(?:ich )?kann (?:ich )?|dabei kann ich |ich bin nicht in der lage,? |das kann ich )(?:dir |ihnen )?(?:leider )?[^;:]*\\b(?:nicht|keine?n?)\\b[^;:]*\\b(?:helfen|weiterhelfen|erstellen|schreiben|unterstützen|erfüllen|beantworten|bereitstellen|nachkommen|behilflich sein|liefern|anbieten)\\b(?: kann)?',
    ],
    around: [
      '(?:es )?tut mir (?:sehr )?leid|entschuldigung',
      '(?:kann ich|gibt es|wenn (?:du|sie)|falls (?:du|sie)|gerne? |möchtest du|möchten sie)[^:]*\\b(?:ander\\w*|sonst|helfen|fragen)\\b[^:]*',
    ],
  },
  {
    refusals: [
      '(?:mi dispiace|spiacente|purtroppo|mi scuso)?[,;]?\\s*(?:ma )?non (?:posso|sono in grado di|mi è possibile) (?:aiutar(?:ti|la|vi|e)|assister(?:ti|la|e)|creare|scrivere|generare|fornire|soddisfare|rispondere|produrre)(?:$|\\s[^,;:]*\\b(?:questo|questa|quello|ciò|richiesta|contenuto|contenuti|script|copione|argomento)\\b[^:]*)',
    ],
    around: [
      'mi dispiace',
      "(?:posso|c'è|se (?:hai|ha|vuoi|desideri)|vuoi)\\b[^:]*\\b(?:altr\\w*|divers\\w*|aiutar\\w*)\\b[^:]*",
    ],
  },
  {
    refusals: [
      '(?:desculpe|desculpa|lamento|sinto muito|infelizmente)?[,;]?\\s*(?:mas )?(?:eu )?não (?:posso|consigo|é possível) (?:ajudar|ajudá-l[oa]|te ajudar|auxiliar|criar|escrever|gerar|fornecer|atender|responder|produzir)(?:$|\\s[^,;:]*\\b(?:isso|isto|esse|essa|este|esta|solicitação|pedido|conteúdo|roteiro|tema)\\b[^:]*)',
    ],
    around: [
      '(?:desculpe|desculpa|lamento|sinto muito)',
      '(?:posso|há|se (?:você|quiser|precisar|tiver)|gostaria)[^:]*(?:outr\\w*|mais|diferente|ajudar)[^:]*',
    ],
  },
  {
    refusals: [
      '(?:извините|простите|к сожалению|прошу прощения|мне жаль)?[,;]?\\s*(?:но )?(?:я )?(?:не могу|не в состоянии|не смогу|не буду)(?: вам| тебе)? (?:помочь|помогать|создать|создавать|написать|писать|предоставить|выполнить|ответить|сгенерировать|обсуждать)(?:$|\\s[^;:]*(?:эт(?:им|ой|от|о|у|ом)|так(?:ой|ого|ие|им)|запрос|просьб|контент|сценари|тем[уыой]|содержани)[^:]*)',
    ],
    around: [
      'извините|простите|мне (?:очень )?жаль|прошу прощения',
      '(?:могу ли|чем|если|хотите|может быть)[^:]*(?:друг|ин[оы]|ещё|помочь)[^:]*',
    ],
  },
  {
    refusals: [
      '(?:عذر[اًا]+|آسف|آسفة|أعتذر|للأسف)?[،,]?\\s*(?:ولكن |لكن |لكنني )?(?:لا (?:يمكنني|أستطيع|أقدر)|لن أتمكن من|لست قادر[اًا]* على)\\s[^:]*(?:الطلب|هذا|ذلك|المحتوى|الموضوع|المساعدة|مساعدتك)[^:]*',
    ],
    around: ['عذر[اًا]+|آسف|آسفة|أعتذر', '(?:هل|إذا|يمكنني|يسعدني)[^:]*(?:آخر|أخرى|مساعدتك|المساعدة)[^:]*'],
  },
];

const whole = (sources: readonly string[]): RegExp =>
  new RegExp(`^(?:${sources.map((each) => `(?:${each})`).join('|')})$`, 'iu');

const readers = patterns.map(({ refusals, around }) => ({ refusal: whole(refusals), around: whole(around) }));

/** Sentences in lower case, without their ends. */
const sentencesOf = (text: string): string[] =>
  text
    .toLowerCase()
    .replaceAll('’', "'")
    .split(/(?<=[!?。！？])\s*|(?<=\.)\s+|\n/u)
    .map((each) => each.replace(/^[\s"“「*_]+|[\s.!?。！？…"”」*_]+$/gu, ''))
    .filter((each) => each !== '');

/** Whether a cleaned answer is short and nothing but a refusal, in one of eleven languages. */
export function isRefusal(text: string): boolean {
  if (text.length > maxCharacters || splitParagraphs(text).length > maxParagraphs) return false;
  if (text.split(/\s+/u).length >= maxWords) return false;
  const sentences = sentencesOf(text);
  return readers.some(
    ({ refusal, around }) =>
      sentences.slice(0, 2).some((each) => refusal.test(each)) &&
      sentences.every((each) => refusal.test(each) || around.test(each)),
  );
}
