import { type Eligibility, type ModelFacts, selectCandidates } from '../core/index.ts';
import { type RequestContext, requestFacts } from './context.ts';

/** The models as they were at one moment, and who of them may take a request. */
export interface Look {
  readonly request: ReturnType<typeof requestFacts>;
  readonly models: readonly ModelFacts[];
  readonly eligibility: Eligibility;
  readonly nowMs: number;
  /** How many changes the registry had seen: with the same number at the same moment a second look would see the same. */
  readonly changes: number;
}

/** Looks at everyone who could take the request. */
export function lookAround(context: RequestContext): Look {
  const { workshop, config } = context;
  const request = requestFacts(context);
  const models = workshop.registry.facts(request, config);
  const nowMs = workshop.clock.nowMs();
  const eligibility = selectCandidates(models, request, config, nowMs);
  return { request, models, eligibility, nowMs, changes: workshop.registry.changes };
}

/** Whether nothing has happened since. */
export function isFresh(look: Look, { workshop }: RequestContext): boolean {
  return look.changes === workshop.registry.changes && look.nowMs === workshop.clock.nowMs();
}
