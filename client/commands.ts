import type { CommandRun } from './app.ts';
import { checkAllModels, testConnection } from './features/check-models.ts';
import { chooseStrategy } from './features/choose-strategy.ts';
import { copyDiagnostics } from './features/copy-diagnostics.ts';
import { startDemo, stopDemo } from './features/demo.ts';
import { generateKeywords } from './features/generate-keywords.ts';
import { generateScript } from './features/generate-script.ts';
import { openStatusPanel } from './features/panel.ts';
import { pinModel } from './features/pin-model.ts';
import { removeApiKey } from './features/remove-api-key.ts';
import { showRequestTrace } from './features/request-trace.ts';
import { restartDaemon } from './features/restart-daemon.ts';
import { setApiKey } from './features/set-api-key.ts';
import { setBudget } from './features/set-budget.ts';
import { showCosts } from './features/show-costs.ts';
import { showLog } from './features/show-log.ts';

/** Every command of the manifest and what it does; a test holds the two against each other. */
export const commands = {
  'videogenius.generateScript': generateScript,
  'videogenius.generateKeywords': generateKeywords,
  'videogenius.setApiKey': setApiKey,
  'videogenius.removeApiKey': removeApiKey,
  'videogenius.testConnection': testConnection,
  'videogenius.checkAllModels': checkAllModels,
  'videogenius.chooseStrategy': chooseStrategy,
  'videogenius.pinModel': pinModel,
  'videogenius.openStatusPanel': openStatusPanel,
  'videogenius.setBudget': setBudget,
  'videogenius.showCosts': showCosts,
  'videogenius.showRequestTrace': showRequestTrace,
  'videogenius.startDemo': startDemo,
  'videogenius.stopDemo': stopDemo,
  'videogenius.restartDaemon': restartDaemon,
  'videogenius.showLog': showLog,
  'videogenius.copyDiagnostics': copyDiagnostics,
} as const satisfies Readonly<Record<string, CommandRun>>;

/** The id of a command of the manifest. */
export type CommandId = keyof typeof commands;

/** Whether an id is that of a command of the manifest. */
export function isCommandId(id: string): id is CommandId {
  return Object.hasOwn(commands, id);
}
