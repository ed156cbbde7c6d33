/** Answers as models really give them, in several languages, each with several faults at once. */
export const answers: Readonly<Record<string, string>> = {
  english: `Sure! Here's your 60-second script about honey:

**The Secret Life of Honey**

[Scene 1: close-up of a hive]
**Narrator:** What food never spoils? *Honey.* 🍯

(Upbeat music plays)

Archaeologists found pots of it (3,000 years old) in Egypt. It's the #1 natural sweetener, and 5*3 is 15.

---

**Narrator (V.O.):** So, next time you open a jar... [pause] remember the bees.

**Word count:** 58

Let me know if you'd like the script shorter!`,
  chinese: `当然，以下是一个关于春天花海的视频脚本：

# 春天的花海

旁白：春天来了，花海（一片粉色）在风里起伏。【画面：航拍】
你听，蜜蜂在唱歌。

（轻快的音乐）

场景二：2026年，这里有5*3种花。

（字数：60字）
希望这个脚本对您有帮助！`,
  japanese: `はい、こちらが台本です：

「ハチミツの秘密」

ナレーター：ハチミツは腐りません。（間）なぜでしょうか。

【シーン2】それは水分が少ないからです。🐝`,
  russian: `Конечно! Вот сценарий:

**Диктор:** Почему мёд не портится?

(Музыка)

— В нём мало воды, — говорит пасечник (его зовут Иван).
Пчёлы летят.`,
  spanish: `¡Claro! Aquí tienes el guion:

1. **Gancho:** ¿Sabías que la miel nunca se echa a perder?
2. Las abejas trabajan sin parar.

[Música suave]

Narradora: ¡Suscríbete!`,
  german: `Gerne! Hier ist dein Skript:

Sprecher: Am 1. Januar beginnt das Jahr der Biene.
1. Januar, 8 Uhr: Die Königin schläft.

(Musik wird leiser)
Honig hält ewig.`,
  arabic: `بالتأكيد! إليك النص:

الراوي: العسل لا يفسد أبدًا.

(موسيقى)

النحل يعمل طوال اليوم (في الصيف).`,
  korean: `네, 다음은 꿀에 대한 대본입니다:

내레이션: 꿀은 왜 상하지 않을까요?

(음악)

벌들은 쉬지 않고 일합니다.`,
  thai: `แน่นอน นี่คือสคริปต์:

ผู้บรรยาย: น้ำผึ้งไม่มีวันเสีย

(เพลง)

ผึ้งทำงานทั้งวัน`,
  hindi: `ज़रूर! यह रहा स्क्रिप्ट:

वाचक: शहद कभी खराब नहीं होता।

(संगीत)

मधुमक्खियाँ दिन भर काम करती हैं।`,
  thinking:
    '<think>The user wants a script.\n\n1. Plan (music)</think>\r\n\r\n```\r\nBees fly.\r\n\r\nThey rest.\r\n```\r\n',
  unclosed: 'Bees fly.\n\nThey rest (and **then\n\n<think>What now',
};
