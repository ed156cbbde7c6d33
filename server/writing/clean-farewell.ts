import { scriptWords } from './clean-vocabulary.ts';

/**
 * What an assistant says to the writer behind its script: offers of changes, hopes to have helped, lengths. Every sentence of the
 * paragraph has to be one of these as a whole; a speaker's own "Let me know in the comments!" is none.
 */

/** Longest paragraph that can be a farewell, in UTF-16 units. */
const maxFarewellLength = 240;

/** How farewells begin, in lower case. A line that begins like this is held back until it is known what follows it. */
const openings: readonly string[] = (
  "i hope|hope this|hope that|hope it|let me know|please let me know|just let me know|feel free|please feel free|would you like|do you want me|want me to|shall i|should i|if you'd|" +
  "if you would|if you want|if you need|if you have|if you prefer|i can|i'm happy|i am happy|i'd be happy|this script|the script|this voiceover|the voiceover|this narration|the narration|" +
  'this version|this text|the text|total|word count|length|approx|estimated|runtime|reading time|speaking time|' +
  '希望|是否需要|需要我|如果|如需|如有|若|要是|请告诉|全文|全篇|本文|脚本|文案|正文|总计|合计|共计|总字数|字数|以上|本脚本|这个脚本|' +
  'ご希望|ご要望|ご不明|修正|調整|変更|必要|もっと|この台本|この原稿|文字数|全文|合計|수정|조정|변경|추가|다른 버전|더 |원하시|필요하시|혹시|이 대본|이 스크립트|총 |' +
  '¿|quieres|quiere|te gustaría|espero que|avísame|avisame|avíseme|avísanos|dime|dígame|házmelo|hazme|hágame|si quieres|si deseas|si necesitas|si prefieres|si quiere|si desea|si necesita|no dudes|' +
  'este guion|este guión|el guion|el guión|quer que|gostaria|deseja|me avise|avise-me|me diga|se quiser|se precisar|este roteiro|o roteiro|' +
  "dites-moi|dis-moi|faites-moi|fais-moi|n'hésite|souhaitez-vous|souhaites-tu|voulez-vous|veux-tu|aimeriez-vous|j'espère|si vous|si tu|ce script|le script|" +
  'möchtest du|möchten sie|soll ich|willst du|wünschst du|wünschen sie|lass mich|lassen sie|lass es mich|sag mir|sag bescheid|sagen sie|gib mir|ich hoffe|wenn du|wenn sie|falls du|falls sie|dieses skript|das skript|' +
  'fammi sapere|fatemi sapere|mi faccia|vuoi|desideri|ti piacerebbe|preferisci|spero che|se vuoi|se desideri|se hai|questo script|questo copione|lo script|il copione|' +
  'дайте|дай |сообщите|скажите|хотите|хочешь|нужно ли|надеюсь|если|этот сценарий|сценарий'
).split('|');

/** Speech to an audience: whoever says this does not talk to the writer. */
const toAudience =
  /comment|subscri|like button|next (?:video|time|episode|week)|评论|留言|弹幕|关注|点赞|订阅|下期|下次|下集|comentario|coment[aá]rio|suscr[ií]|inscrev|abonn|komment|iscriv|комментар|подпис|コメント|チャンネル|댓글|구독/iu;

const change =
  '(?:adjust|change|edit|revise|rewrite|shorten|lengthen|expand|extend|trim|tweak|tailor|translate|refine|polish|modify|adapt|customi[sz]e|make (?:it|this|the script|any|changes)|add (?:more |some |any )?(?:visual|scene|stage|camera|music|timing|b-roll|cue)|write (?:a|an|another)|create (?:a|an|another)|generate (?:a|an|another)|provide (?:a|an|another))';

const thing =
  '(?:script|version|draft|tone|style|wording|phrasing|pacing|length|text|voice-?over|narration|variation|alternative|take|adjustment|change|edit|revision|tweak|modification)s?';

const english: readonly string[] = [
  '(?:i |i really )?hope (?:that )?(?:this|it|that|the script|everything)(?: script| version)? (?:helps?|works|is helpful|is useful)(?: you)?(?: out)?(?: with your \\w+)?',
  '(?:i |i really )?hope (?:that )?(?:this|it|the script|you)\\b.{0,30}\\b(?:(?:the|this) (?:script|version|draft)|your needs|you were looking for|you had in mind|you asked for)',
  `(?:please |just )?let me know (?:if|whether|how|what|which)\\b.{0,60}\\bme to ${change}\\b.*`,
  `(?:please |just )?let me know (?:if|whether|how|what|which)\\b.{0,40}\\b(?:you'd like|you would like|you want|you need|you prefer|you have|there's|there are|it needs)\\b.{0,40}\\b${thing}\\b.*`,
  "(?:please |just )?let me know (?:if|whether|how|what|which)\\b.{0,30}\\b(?:you'd like|you would like|you want|you need|you prefer) (?:it|this|anything)\\b.{0,20}\\b(?:shorter|longer|adjusted|changed|different|else|more \\w+)\\b.{0,40}",
  `(?:please )?feel free to ${change}\\b (?:the |this |any |my )?(?:\\w+ )?${thing}\\b.*`,
  `(?:please )?feel free to (?:ask|reach out|let me know)\\b.*\\b(?:${thing}|help|questions?)\\b.*`,
  `(?:would you like|do you want|want) me to ${change}\\b.*`,
  `would you like (?:a|an|the|any|another|some)(?: [\\w-]+){0,3} ${thing}(?:,? (?:of this|of it|or)\\b.*)?`,
  `would you like (?:it|this|the script|the tone)\\b.{0,30}\\b(?:shorter|longer|adjusted|changed|different|formal|casual|funnier|tone|style|version)\\b.*`,
  `(?:shall|should) i ${change}\\b (?:it|this|the|any|a)\\b.*`,
  `if (?:you'd|you would|you) (?:like|want|need|have|prefer)(?: me to ${change}\\b| (?:a|an|any|another|some|the|more|further|different|other)(?: [\\w-]+){0,2} ${thing}\\b| (?:it|this)\\b.{0,20}\\b(?:shorter|longer|adjusted|changed|different)\\b).*\\b(?:let me know|i can|i'd be|i'm happy|just ask|tell me)\\b.*`,
  `if (?:you'd like|you would like|you want|you like|you prefer|needed),? (?:i can|i'd be happy to|i'm happy to|just ask me to) (?:also )?${change}\\b.*`,
  `i can (?:also )?${change}\\b (?:it|this|the script|the tone|the length)\\b.*`,
  `(?:i'm|i am|i'd be) happy to (?:${change}|help with)\\b.*`,
  '(?:this|the) (?:full |whole )?(?:script|voice-?over|narration|version|text)(?: above)? (?:runs?|is|has|takes|lasts|comes|should|will|would|contains|totals|reads|fits|clocks)\\b.{0,50}\\b\\d+[- –]?\\d*[- ]?(?:words?|seconds?|minutes?|characters)\\b.{0,40}',
  '(?:total|total words|word count|length|approx\\.?|approximately|approximate length)\\s*[:：]?\\s*(?:is )?(?:about|approximately|around|roughly|approx\\.?|ca\\.?|~|≈)?\\s*\\d[\\d,]* ?(?:words|characters)\\b.{0,40}',
  '(?:estimated|approximate) (?:speaking |reading )?(?:time|length|duration|runtime)\\s*[:：]?\\s*(?:is )?(?:about|approximately|around|roughly|~|≈)?\\s*\\d+ ?(?:words|seconds|minutes)\\b.{0,40}',
  '(?:runtime|reading time|speaking time)\\s*[:：]\\s*(?:about|approximately|around|~|≈)?\\s*\\d+ ?(?:seconds|minutes)\\b.{0,20}',
];

const chinese: readonly string[] = [
  '希望(?:这|此|以上|本)?[个份篇段些]?(?:视频)?(?:脚本|文案|内容|稿子|口播稿|版本|回答|信息)?(?:能够|能|可以)?(?:对|让|符合|满足)?[您你]?的?(?:会|有)?(?:所)?(?:帮助|帮到[您你]|满意|喜欢|要求|需求|需要)',
  '(?:请问)?(?:是否)?需要我(?:再|帮[您你]|为[您你])?.{0,16}(?:调整|修改|缩短|延长|扩展|精简|润色|改|优化|版本|语气|风格|翻译|加长)(?:.{0,14})',
  '(?:如果|如|若|要是).{0,24}(?:修改|调整|缩短|延长|版本|脚本|文案|语气|风格|长度|字数|润色|优化|帮助|问题).{0,12}(?:告诉我|告知|随时(?:告诉|联系|提|说|沟通)|[和跟]我说|联系我|我(?:可以|会|来|再|很乐意|随时)).{0,20}',
  '(?:如果|如|若|要是).{0,20}(?:告诉我|告知我|随时(?:告诉|联系|提|说)).{0,12}(?:修改|调整|缩短|延长|版本|脚本|文案|语气|风格|长度|字数).{0,12}',
  '请告诉我.{0,24}(?:修改|调整|版本|语气|风格|长度).{0,12}',
  '(?:以上|本)?(?:全文|全篇|本文|脚本|文案|正文|总计|合计|共计|总字数|字数|这个脚本)(?:字数|时长)?(?:总)?(?:大约|共计|共|约|为|是|[:：])*\\s*\\d+\\s*个?(?:字|秒|分钟)(?:左右)?(?:[，,].{0,8}(?:时长|朗读|口播|约|字).{0,14})?',
  '以上(?:就)?是.{0,16}(?:脚本|文案|口播稿).{0,6}',
];

const japanese: readonly string[] = [
  '(?:ご希望|ご要望|ご不明|修正|調整|変更|必要(?:であれば|でしたら|に応じて)|もっと(?:短く|長く)).{0,40}(?:お知らせ|お申し付け|おっしゃって|教えて|調整(?:いた)?し|修正(?:いた)?し|変更(?:いた)?し|ましょうか|でしょうか).{0,14}',
  '(?:この)?(?:台本|原稿|スクリプト)が.{0,10}(?:お役に立|参考になれば).{0,14}',
  '(?:文字数|全文|合計|この台本|この原稿)(?:は|で|[:：])?\\s*(?:約)?\\d+(?:文字|字|秒)(?:程度)?(?:です)?',
];

const korean: readonly string[] = [
  '(?:혹시 )?(?:수정|조정|변경|추가|다른 버전|더 (?:짧|길)|원하시|필요하시).{0,24}(?:필요하|원하시|있으시|싶으시|부분|면).{0,24}(?:말씀|알려|요청|문의|드리겠습니다|드릴게요).{0,14}',
  '이 (?:대본|스크립트)(?:이|가) .{0,10}도움이 .{0,16}',
  '(?:총 |이 대본은 )(?:약 )?\\d+(?:단어|자|초|글자).{0,12}',
];

const spanish: readonly string[] = [
  '¿?(?:quieres|quiere|te gustaría|le gustaría|deseas|desea|prefieres) que (?:lo |la |te |le )?(?:ajuste|cambie|modifique|acorte|alargue|adapte|haga (?:alg|una|el|más)|escriba (?:otr|una)|añada|agregue|revise|reescriba|traduzca|prepare)\\b.*',
  '¿?(?:quieres|quiere|te gustaría|le gustaría|deseas|desea|prefieres|necesitas) (?:(?:una|otra|alguna) (?:\\S+ )?(?:versión|modificación)|(?:algún|otro) (?:cambio|ajuste|tono|gui[oó]n))(?:$|[ ,?]).*',
  'espero que (?:este |el |esto )?(?:gui[oó]n )?(?:te|le|os|les) (?:sirva|ayude|guste|sea (?:útil|de ayuda))(?: (?:el|este) gui[oó]n)?',
  '(?:av[ií]same|avíseme|avísanos|dime|d[ií]game|hazme saber|házmelo saber|hágame saber|hágamelo saber) (?:si|qué|cómo) .*(?:gui[oó]n|versión|cambi|ajust|modific|\\btono|acort|cort[oa]|larg[oa]).*',
  'si (?:quieres|deseas|necesitas|prefieres|quiere|desea|necesita) .*(?:gui[oó]n|versión|cambi|ajust|modific|\\btono|acort).*(?:av[ií]same|dime|dímelo|puedo|házmelo|no dudes|hazme|dígame).*',
  'no dudes en (?:pedir|decir|avisar|solicitar).*(?:gui[oó]n|versión|cambi|ajust|modific|\\btono).*',
  '(?:este|el) gui[oó]n (?:dura|tiene|contiene).{0,24}\\d+ (?:palabras|segundos).{0,20}',
];

const portuguese: readonly string[] = [
  '(?:quer|gostaria|deseja) que eu (?:o |a )?(?:ajuste|encurte|alongue|mude|adapte|reescreva|faça (?:alg|uma|o)|modifique|revise|traduza)\\b.*',
  'espero que .{0,20}roteiro.{0,16}',
  '(?:me avise|avise-me|me diga) se .*(?:roteiro|versão|mudan|ajust|modific|\\btom|curt|long).*',
  'se (?:quiser|precisar) .*(?:roteiro|versão|mudan|ajust|modific|\\btom).*(?:avise|diga|posso).*',
];

const french: readonly string[] = [
  '(?:dites-moi|dis-moi|faites-moi savoir|fais-moi savoir) (?:si|ce que|comment) .*(?:script|version|modif|ajust|chang|raccourc|rallong|court|long|adapt|convien|\\bton\\b).*',
  "n'hésitez? pas à (?:me )?(?:demander|dire|le modifier|modifier|adapter|ajuster).*(?:script|version|modif|ajust|chang|\\bton\\b|texte).*",
  '(?:souhaitez-vous|souhaites-tu|voulez-vous|veux-tu|aimeriez-vous) que je .*(?:script|version|modif|ajust|chang|raccourc|rallong|adapt|réécri|\\bton\\b|tradui).*',
  '(?:souhaitez-vous|souhaites-tu|voulez-vous|veux-tu|aimeriez-vous) (?:une|un|des) .{0,20}(?:script|version|modification|ajustement|ton)\\b.*',
  "j'espère que (?:ce|le|cela|ça) (?:script )?(?:vous|t'|te )\\s?(?:aide|conviendra|convient|plaira|plaît|sera utile)(?:ra)?",
  "si (?:vous|tu) .*(?:script|version|modif|ajust|chang|raccourc|\\bton\\b).*(?:dites|dis-|je peux|n'hésite|faites-moi).*",
];

const german: readonly string[] = [
  '(?:möchtest du|möchten sie|willst du|wünschst du|wünschen sie),? dass ich .*(?:kürz|läng|anpass|änder|ändre|überarbeit|umschreib|umformul|version|ton|skript|stil|übersetz).*',
  '(?:möchtest du|möchten sie|willst du) (?:eine|noch eine) (?:\\S+ )?(?:version|fassung|variante)\\b.*',
  'soll ich (?:es|das skript|den text|den ton|die länge|etwas|noch) .*(?:kürz|läng|anpass|änder|überarbeit|umschreib|version|übersetz).*',
  '(?:lass(?:en sie)? (?:es )?mich (?:gerne? |bitte )?wissen|sag(?:en sie)? (?:mir )?(?:gerne? |einfach )?bescheid|gib mir (?:gerne? )?bescheid),? .*(?:skript|version|änder|anpass|kürz|läng|\\bton\\b|tonfall|wünsch).*',
  'ich hoffe,? (?:das|dieses|dass das|dass dieses|dass dir das|dass ihnen das)(?: skript)? (?:hilft|gefällt|passt)(?: dir| ihnen)?(?: weiter)?',
  '(?:wenn|falls) (?:du|sie) .*(?:skript|version|änder|anpass|kürz|\\bton\\b).*(?:bescheid|lass mich|lassen sie mich|kann ich|passe ich|sag mir).*',
  '(?:dieses|das) skript (?:hat|dauert|umfasst|ist).{0,24}\\d+ (?:wörter|sekunden).{0,20}',
];

const italian: readonly string[] = [
  '(?:fammi sapere|fatemi sapere|mi faccia sapere) (?:se|cosa|come) .*(?:script|copione|version|modific|cambi|accorc|allung|adatt|\\btono|cort|lung).*',
  '(?:vuoi|desideri|ti piacerebbe|preferisci) che (?:lo |la |io )?(?:modific|accorc|allung|cambi|adatt|regol|riscriv|aggiung|renda|traduc).*',
  "(?:vuoi|desideri|preferisci) (?:una|un'altra) (?:\\S+ )?versione\\b.*",
  "spero che (?:questo |il |lo )?(?:script |copione )?(?:ti|vi|le) (?:sia utile|sia d'aiuto|aiuti|piaccia)",
  'se (?:vuoi|desideri|hai) .*(?:script|copione|version|modific|cambi|accorc|\\btono).*(?:fammi|posso|dimmi).*',
];

const russian: readonly string[] = [
  '(?:дайте|дай|сообщите|скажите)(?: мне)?(?: знать)?,? если .*(?:сценари|верси|измен|правк|короче|длинн|тон|стил|скоррект).*',
  '(?:хотите|хочешь),? чтобы я .*(?:измен|сократ|удлин|скоррект|передел|верси|тон|стил|сценари|перепис|добав).*',
  'надеюсь,? (?:что )?(?:этот |мой )?(?:сценарий|это)(?: вам| тебе)? (?:поможет|понравится|полезен|подойд[её]т|будет полезен|вам поможет|вам понравится)(?: вам)?',
  'если .*(?:сценари|верси|измен|правк|короче|тон).*(?:дайте знать|скажите|сообщите|напишите мне|я могу|могу).*',
];

const farewell = new RegExp(
  `^(?:${[chinese, english, japanese, korean, spanish, portuguese, french, german, italian, russian]
    .flat()
    .map((each) => `(?:${each})`)
    .join('|')})\\s*$`,
  'iu',
);

const normalised = (line: string): string =>
  line
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[\s*_("“（—–-]{1,4}/u, '');

/** Sentences without their ends; a point between digits ends none. */
const sentencesOf = (text: string): string[] =>
  text
    .split(/(?<=[!?。！？])\s*|(?<=\.)(?:\s+|$)/u)
    .map((each) => each.replace(/[\s.!?。！？…*_)"”）]+$/u, '').trim())
    .filter((each) => each !== '');

/** Whether a line could be a farewell when it has ended. */
function mayBeFarewell(text: string): boolean {
  return openings.some((opening) => opening.startsWith(text) || text.startsWith(opening));
}

/** Reads what an assistant says after its script. `undecided` until the line has ended. */
export function readFarewell(line: string, ended: boolean): 'none' | 'undecided' | 'farewell' {
  if (line.length > maxFarewellLength) return 'none';
  const text = normalised(line);
  if (!mayBeFarewell(text)) return 'none';
  if (!ended) return 'undecided';
  const sentences = sentencesOf(text);
  const isFarewell = sentences.length > 0 && !toAudience.test(text) && sentences.every((each) => farewell.test(each));
  return isFarewell ? 'farewell' : 'none';
}

/** Whether a line with the label of a note talks about the script: "Note: This script has 150 words." */
export function isNoteOnScript(line: string): boolean {
  const words = /\b\d+\s*(?:words|characters)\b|\d+\s*字/iu;
  return line.length <= maxFarewellLength && (scriptWords.test(line) || words.test(line)) && !toAudience.test(line);
}
