/**
 * Families of open models that think, by their usual names. They run on servers of all kinds, with chat templates of all
 * kinds, and some of those leave out the opening tag of the thinking. Any other model's text is never held for it.
 */
export const openThinkers =
  /deepseek|\br1\b|qwq|qwen-?3|think|reason|magistral|gpt-oss|\bglm-?[45]|nemotron|minimax|hunyuan|exaone|smollm-?3/i;
