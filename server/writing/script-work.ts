import {
  failure,
  type RequestError,
  type Result,
  type ScriptRequest,
  type ScriptResult,
  type Sentence,
  sentence,
  success,
} from '../protocol/index.ts';
import { planScript, type ScriptPlan } from './brief.ts';
import { clean, createStreamCleaner, unquoted } from './clean.ts';
import { type Continuation, continuationOf, expectedRest, fitRest, newPart } from './continuation-work.ts';
import { detectLanguage, isInLanguage, languageWords, writingSystemOf } from './language.ts';
import { type Measure, measure } from './measure.ts';
import { lengthRepairPrompt, scriptPrompt } from './prompts.ts';
import { isRefusal, refusedError } from './refusal.ts';
import { type CallResult, createSession, type Session, type StudioDependencies, type WorkOptions } from './session.ts';
import { createVisibleText, type VisibleText } from './visible-text.ts';

type Finished = Extract<CallResult, { kind: 'finished' }>;

const unusable: RequestError = {
  code: 'unusableAnswer',
  message: 'The models answered, but not with a script.',
  hint: 'Try again, choose another model, or say more about the topic.',
  attempts: [],
};

/** Codes of failures whose hint says already what becomes of the text. */
const saysItIsKept: readonly string[] = ['cancelled', 'streamBroken'];

/** Codes of failures that only mean that there is no other model to ask. */
const nobodyElse: readonly string[] = ['noModelEligible', 'noModelConfigured'];

/**
 * Writes a script: streams the first answer through the cleaner, asks another model when nothing spoken is left of it, gives it the
 * asked paragraphs, and corrects a missed length with at most one further call. A script that broke off earlier is gone on from: what
 * was there stays as it is, up to its last complete sentence, and a missed length is only said.
 */
export async function writeScript(
  dependencies: StudioDependencies,
  request: ScriptRequest,
  options: WorkOptions,
): Promise<Result<ScriptResult>> {
  const { writing } = dependencies.config();
  const plan = planScript(request.brief, writing);
  const session = createSession(dependencies, request.routing, options);
  const from = continuationOf(request.continuation);
  const isContinued = from.kept !== '';
  const visible = createVisibleText(options.onPart, from.given);

  function fail(error: RequestError): Result<ScriptResult> {
    const isSaid = saysItIsKept.includes(error.code) || visible.current() === '';
    const kept = isSaid ? error : { ...error, hint: `${error.hint} The text written so far was kept.`.trim() };
    options.onPart({ type: 'error', error: kept });
    return failure(kept);
  }

  let refused = false;
  /** Whether a whole answer is no script; a refusal is taken back. */
  function isUnusable(): boolean {
    if (isRefusal(newPart(visible.current(), from).trim())) {
      refused = true;
      visible.become(from.given);
    }
    return newPart(visible.current(), from).trim() === '';
  }

  const expected = expectedRest(plan, from, writing);
  const write = (exclude?: string) => streamDraft(plan, session, visible, { from, expected, exclude });
  let draft = await write();
  if (draft.kind === 'finished' && isUnusable()) {
    const second = await write(draft.modelId);
    if (second.kind === 'failed' && nobodyElse.includes(second.error.code)) {
      return fail(refused ? refusedError : unusable);
    }
    draft = second;
  }
  if (draft.kind === 'failed') return fail(draft.error);
  if (isUnusable()) return fail(refused ? refusedError : unusable);
  if (!isContinued) visible.become(unquoted(visible.current()));

  const warnings: Sentence[] = [];
  if (plan.asked === 'paragraphs') {
    const fitted = fitRest(visible.current(), from, plan.paragraphs);
    visible.become(fitted.text);
    if (fitted.paragraphs !== plan.paragraphs) {
      warnings.push(
        sentence('The script has {0} of the {1} paragraphs asked for.', fitted.paragraphs, plan.paragraphs),
      );
    }
  }

  let length = measure(visible.current(), writing);
  let kept: Finished = draft;
  const misses = (each: Measure): boolean =>
    plan.asked === 'seconds' && Math.abs(each.seconds - plan.seconds) > plan.seconds * writing.lengthTolerance;
  if (misses(length) && !isContinued) {
    const repaired = await repairLength(plan, session, visible.current(), length);
    if (repaired.kind === 'failed' && repaired.error.code === 'cancelled') return fail(repaired.error);
    if (repaired.kind === 'finished') {
      const text = unquoted(clean(repaired.answer, { subject: plan.subject }));
      const candidate = measure(text, writing);
      const isCloser = Math.abs(candidate.seconds - plan.seconds) < Math.abs(length.seconds - plan.seconds);
      if (text !== '' && !isRefusal(text) && isCloser && writingSystemOf(text) === writingSystemOf(visible.current())) {
        visible.become(text);
        length = candidate;
        kept = repaired;
      }
    }
  }
  if (misses(length)) {
    warnings.push(
      sentence('The script takes about {0} seconds; {1} were asked for.', Math.round(length.seconds), plan.seconds),
    );
  }
  warnings.push(...textWarnings(plan, visible.current(), kept));

  options.onPart({ type: 'finish', unified: kept.finish, raw: kept.finishRaw });
  return success({
    ...session.sums(),
    model: kept.modelId,
    warnings,
    text: visible.current(),
    language: plan.language ?? detectLanguage(visible.current()),
    words: length.amount,
    counted: length.counted,
    seconds: length.seconds,
    paragraphs: length.paragraphs,
  });
}

/** One routed answer, shown while it comes. Whatever happens, what the cleaner still held is shown in the end. */
async function streamDraft(
  plan: ScriptPlan,
  session: Session,
  visible: VisibleText,
  { from, expected, exclude }: { from: Continuation; expected: number; exclude: string | undefined },
): Promise<CallResult> {
  const options = { subject: plan.subject };
  let cleaner = createStreamCleaner(options);
  let answer = '';
  let isBegun = false;

  /** The first new text takes the place of an unfinished sentence; until then nothing is taken back. */
  function show(text: string): void {
    if (isBegun) visible.append(text);
    else if (text !== '') {
      isBegun = true;
      visible.become(from.kept + gapOf(answer, from) + text);
    }
  }

  const result = await session.call({
    task: 'script',
    messages: scriptPrompt(plan),
    expectedOutputTokens: expected,
    commitment: 'firstText',
    ...(from.kept === '' ? {} : { continueFrom: from.kept }),
    ...(exclude === undefined ? {} : { exclude: [exclude] }),
    onText(text) {
      answer += text;
      show(cleaner.push(text));
    },
    onRewind(offset) {
      answer = answer.slice(0, offset);
      cleaner = createStreamCleaner(options);
      const text = cleaner.push(answer);
      isBegun = false;
      if (text === '') visible.become(from.given);
      show(text);
    },
  });
  show(cleaner.end());
  return result;
}

/** What the answer puts between the text that was there and its own, which the cleaner takes away. */
function gapOf(answer: string, { kept }: Continuation): string {
  if (kept === '') return '';
  const [gap = ''] = /^\s*/u.exec(answer.replaceAll('\r\n', '\n')) ?? [];
  return gap;
}

/** One call for another length. The target is corrected by how fast this very text is spoken. */
function repairLength(plan: ScriptPlan, session: Session, text: string, length: Measure): Promise<CallResult> {
  const wantedAmount = Math.max(1, Math.round((length.amount * plan.seconds) / Math.max(0.1, length.seconds)));
  const unit = length.counted === 'characters' ? 'characters' : 'words';
  return session.call({
    task: 'repair',
    messages: lengthRepairPrompt({ ...plan, unit }, text, {
      amount: length.amount,
      seconds: length.seconds,
      wantedAmount,
    }),
    expectedOutputTokens: plan.expectedOutputTokens,
    commitment: 'complete',
  });
}

function textWarnings(plan: ScriptPlan, text: string, kept: Finished): Sentence[] {
  const warnings: Sentence[] = [];
  if (kept.finish === 'length')
    warnings.push(sentence('The model reached its length limit: the script may be cut off.'));
  if (kept.finish === 'contentFilter')
    warnings.push(sentence("The vendor's filter stopped the model: the script may be cut off."));
  if (kept.finish === 'other')
    warnings.push(sentence('The model stopped for an unusual reason: the script may be incomplete.'));
  if (plan.language !== undefined && !isInLanguage(text, plan.language)) {
    warnings.push(sentence('The script does not seem to be in {0}.', languageWords(plan.language)));
  }
  return warnings;
}
