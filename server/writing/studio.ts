import type {
  Brief,
  Explanation,
  KeywordsRequest,
  KeywordsResult,
  Result,
  ScriptOutline,
  ScriptRequest,
  ScriptResult,
} from '../protocol/index.ts';
import { boundTokens, planScript } from './brief.ts';
import { continuationOf, expectedRest } from './continuation-work.ts';
import { findKeywords } from './keywords-work.ts';
import { offlineOutline } from './outline.ts';
import { scriptPrompt } from './prompts.ts';
import { writeScript } from './script-work.ts';
import type { StudioDependencies, WorkOptions } from './session.ts';

/** Turns a writer's order into a routed, checked and repaired result. Keeps nothing between two orders. */
export interface Studio {
  /**
   * Writes a script. Whoever folds the parts (append `text-delta`, cut at `text-rewind`) has exactly `text` in the end. A failure is
   * a value, and the last part.
   */
  generateScript(request: ScriptRequest, options: WorkOptions): Promise<Result<ScriptResult>>;
  /** Finds keywords. Its parts tell of attempts only; the keywords come with the result. */
  generateKeywords(request: KeywordsRequest, options: WorkOptions): Promise<Result<KeywordsResult>>;
  /** A skeleton for the script, made without any model. */
  outlineScript(brief: Brief): ScriptOutline;
  /** Where the script would be written, without sending or spending anything. */
  explainScript(request: ScriptRequest): Explanation;
}

export type { StudioDependencies, WorkOptions } from './session.ts';

export function createStudio(dependencies: StudioDependencies): Studio {
  return {
    generateScript: (request, options) => writeScript(dependencies, request, options),
    generateKeywords: (request, options) => findKeywords(dependencies, request, options),
    outlineScript: (brief) => offlineOutline(brief, dependencies.config().writing),
    explainScript({ brief, routing, continuation }) {
      const { writing } = dependencies.config();
      const plan = planScript(brief, writing);
      const from = continuationOf(continuation);
      const expectedOutputTokens = expectedRest(plan, from, writing);
      return dependencies.router.explain({
        requestId: dependencies.newId(),
        task: 'script',
        messages: scriptPrompt(plan),
        expectedOutputTokens,
        maxOutputTokens: boundTokens(expectedOutputTokens),
        commitment: 'firstText',
        ...(from.kept === '' ? {} : { continueFrom: from.kept }),
        ...(routing?.pinnedModel === undefined ? {} : { pinnedModel: routing.pinnedModel }),
        ...(routing?.deadlineMs === undefined ? {} : { deadlineMs: routing.deadlineMs }),
        ...(routing?.stickyKey === undefined ? {} : { stickyKey: routing.stickyKey }),
      });
    },
  };
}
