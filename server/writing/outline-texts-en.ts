import type { ScriptFormat } from '../protocol/index.ts';

/**
 * The scenes of each format: title | what to say | what to show | what the writer has to find out. `{topic}` is the topic.
 * The lines stand in the order of `outlineShapes`; of a scene that can be repeated there is one line.
 */
export const outlineScenesEn: Readonly<Record<ScriptFormat, string>> = {
  short: `
Hook | One sentence of at most nine words that makes people want the answer about "{topic}". | The most striking moment first, close up. | What would surprise most people about this?
Setting | One or two sentences: where we are, and why "{topic}" matters now. | The place or the thing as a whole. | What must a viewer know to follow the rest?
Beat | One new fact, example or turn; nothing that was said before. | A picture that proves this one point. | What is new here, and where is it from?
Payoff | Give the answer that the hook promised, in one sentence. | Back to the first picture, now with its explanation. | What is the answer, in words that a friend would use?
Call to action | Ask for exactly one thing. | Calm picture with room for text. | What is the one thing to do now?
`,
  long: `
Cold open | Begin in the middle of the most striking moment of "{topic}". | The strongest scene of the whole video. | Which moment would make somebody stop scrolling?
Promise | Say what the viewer will know at the end. | Quick glimpses of what is to come. | What will the viewer be able to tell others afterwards?
Chapter | Open with a small question about "{topic}", answer it, and lead over to the next one. | One place or one object for the whole chapter. | Which question does this chapter answer, and with which evidence?
Promise kept | Answer the question of the opening, with what the chapters have shown. | The first scene again, seen differently. | How do the chapters come together?
Call to action | Ask for exactly one thing. | Calm picture with room for text. | What is the one thing to do now?
`,
  explainer: `
Question | Open with the question or the misunderstanding that most people have about "{topic}". | Somebody who is puzzled, or the wrong picture everybody has in mind. | What do most people get wrong?
Known ground | Begin with what every viewer knows already. | An everyday thing that has to do with it. | What does everybody know about this?
Idea | Explain one idea only, from the known to the new. | A simple drawing that grows while you speak. | What is the next thing one has to understand?
Comparison | One everyday comparison that makes "{topic}" clear. | The two things side by side. | What in a kitchen, a street or a family works the same way?
Answer | The answer in a single sentence that is easy to repeat. | One clear picture of the whole. | How would a child say it?
Call to action | Ask for exactly one thing. | Calm picture with room for text. | What is the one thing to do now?
`,
  listicle: `
Opening | Say what this list about "{topic}" gives the viewer. | All items in one quick look. | What does the viewer gain?
Item | Name it with a spoken "first" or "next", say why it is on the list, give one example. | This item in use. | What makes this one worth its place?
Strongest item | The best one comes last; say why. | This item, with the most time of all. | Why does this beat all the others?
Question to the viewer | End with one question that people want to answer. | All items again, in small. | Which question would start a discussion?
`,
  tutorial: `
Result | Show the finished result of "{topic}" and say what it takes. | The finished work, close up. | What does it look like when it is done?
What you need | Name tools, material and time. | Everything laid out on a table. | What is needed, and what can replace it?
Step | One action per sentence, each with its reason. | Hands at work, from above. | What exactly is done here, and why?
Common mistake | Name the mistake that most beginners make, and how to avoid it. | Wrong and right side by side. | What goes wrong most often?
Try next | Say what to try next, and ask for exactly one thing. | The result in use. | What is a good next step?
`,
  review: `
Verdict | Open with the verdict on "{topic}", or with the one question that decides it. | The thing itself, from its best side. | In one sentence: is it worth it?
Who it is for | Say who would use it, and for what. | Somebody of that kind, using it. | Who needs this?
What is good | One strength, with something you have seen yourself. | The moment in which this shows. | What have you observed?
What is not | One weakness, just as concrete. | The moment in which this shows. | What has annoyed you?
Decision | Say who should choose it, and who should not. | Two kinds of people, two answers. | What speaks for it, and what for something else?
Call to action | Ask for exactly one thing. | Calm picture with room for text. | What is the one thing to do now?
`,
  story: `
In the middle | Begin in the middle of the action of "{topic}", without an introduction. | One person, one movement. | What happens at the very first moment?
Who wants what | Say who this is and what this person wants. | The face, then what it looks at. | What is wanted, and why now?
Trouble | Something stands in the way, and it grows. | What can be seen and heard of the trouble. | What makes it worse?
Turning point | The moment after which nothing is as before. | Silence, one detail. | What is decided here?
What has changed | Show what is different now, without the moral. | The first place again, changed. | How can the change be seen?
Last words | One sentence that stays, and one quiet invitation to the viewer. | Slow picture with room for text. | What should still be in the ear tomorrow?
`,
  news: `
What happened | First sentence on "{topic}": what, to whom, where and when, as far as it is known. | The place, or the people concerned. | What is known for certain, and from whom?
Background | What one has to know to understand it. | Archive pictures or a map. | What came before?
Consequences | What it means, the most important first. | The people or things it touches. | Who is affected, and how?
Claims and facts | Keep apart what is claimed and what is proven. | Name of each source as text. | Who says what, and what is open?
What comes next | Say what happens next, and where the viewer stays up to date. | Date or place of the next step. | When will more be known?
`,
  ad: `
Problem | The problem or the wish behind "{topic}", in one short sentence. | Somebody who has this problem right now. | What annoys people, or what do they dream of?
Benefit | The one benefit that matters. | The same person, relieved. | What gets better?
Proof | The reason to believe it; nothing that is not true. | What can be seen with one's own eyes. | What proves it?
Call to action | Exactly one clear invitation. | Product or name, large and calm. | What is to be done, and where?
`,
  koubo: `
Claim | A surprising claim about "{topic}", or a pain that the viewer knows. | Face to the camera, close. | What would a friend refuse to believe?
Point | Speak to one viewer as "you": one point, short sentences. | Face to the camera; the key word as text. | What is the point, in everyday words?
Example | Something from daily life that shows it. | A photo or an object in the hand. | Where have you seen this yourself?
Invitation | Invite exactly one reaction, such as a comment. | Closer to the camera, then a pause. | Which question can be answered in one line?
`,
};
