import type { Scenario } from './scenario.ts';
import { faultScenarios } from './scenarios-faults.ts';
import { peopleScenarios } from './scenarios-people.ts';
import { proofScenarios } from './scenarios-proofs.ts';

/** Every scenario by its name: the whole engine in virtual time over simulated models. */
export const scenarios: Readonly<Record<string, Scenario>> = {
  ...faultScenarios,
  ...peopleScenarios,
  ...proofScenarios,
};

export function scenarioOf(name: string): Scenario {
  const scenario = scenarios[name];
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return scenario;
}
