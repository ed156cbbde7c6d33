import type { CommandRun } from '../app.ts';

/** Opens the log of VideoGenius. */
export const showLog: CommandRun = async (app) => {
  app.log.show();
};
