import type * as vscode from 'vscode';
import type { Result, SessionConfiguration, SettingProblem } from '../../server/protocol/index.ts';
import { fingerprint } from '../session-configuration.ts';
import { done } from './outcomes.ts';
import type { LinkSession } from './session.ts';

/** What this window's settings, network and chat models are now. */
export type ConfigurationSource = () => Promise<SessionConfiguration>;

/** Tells the daemon what the window's configuration is; equal ones are not sent again over the same connection. */
export class ConfigurationSender {
  private readonly source: ConfigurationSource;
  private readonly tellProblems: (problems: readonly SettingProblem[]) => void;
  private readonly log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>;
  /** What each connection was told last. */
  private readonly told = new WeakMap<LinkSession, string>();
  /** One at a time over each connection, so that the last word is the newest. */
  private readonly lastSends = new WeakMap<LinkSession, Promise<unknown>>();

  constructor(
    source: ConfigurationSource,
    tellProblems: (problems: readonly SettingProblem[]) => void,
    log: Pick<vscode.LogOutputChannel, 'info' | 'warn'>,
  ) {
    this.source = source;
    this.tellProblems = tellProblems;
    this.log = log;
  }

  /** Ends when the daemon has the settings, or with why it has not. */
  send(session: LinkSession): Promise<Result<void, { readonly message: string }>> {
    const next = (this.lastSends.get(session) ?? Promise.resolve()).then(() => this.sendNow(session));
    this.lastSends.set(
      session,
      next.catch(() => undefined),
    );
    return next;
  }

  /** Ends when nothing is under way any more: what is asked after that is asked under the newest settings. */
  async settled(session: LinkSession): Promise<void> {
    await this.lastSends.get(session);
  }

  private async sendNow(session: LinkSession): Promise<Result<void, { readonly message: string }>> {
    const configuration = await this.source();
    const text = fingerprint(configuration);
    if (this.told.get(session) === text) return done;
    const answer = await session.caller.call('session/configure', configuration);
    if (!answer.ok) {
      this.log.warn(`The settings could not be told to the background process (${answer.error.code}).`);
      return answer;
    }
    this.told.set(session, text);
    const { configRevision, problems } = answer.value;
    this.log.info(`Settings revision ${configRevision} is in force; problems: ${problems.length}.`);
    this.tellProblems(problems);
    return done;
  }
}
