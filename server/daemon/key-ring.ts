import type { SecretAnswer, SecretQuery, Secrets } from '../ports/index.ts';
import { maxSecretQueries } from '../protocol/index.ts';

/** Asks one window for keys, in the order of the queries. Never rejects: a window that does not answer has none. */
export type AskForKeys = (queries: readonly SecretQuery[]) => Promise<readonly SecretAnswer[]>;

interface Found {
  readonly provider: SecretQuery['provider'];
  readonly origin: string;
  readonly source: 'stored' | 'environment';
  readonly variable: string | undefined;
  readonly key: string;
}

interface Window {
  readonly ask: AskForKeys;
  /** How often it was asked, and which of these questions the answers below belong to. */
  asked: number;
  answered: number;
  found: readonly Found[];
  /** By query: for which other server a key is stored. */
  otherOrigins: ReadonlyMap<string, string>;
}

/** Where else keys come from, and who hears of them. */
export interface KeyRingOptions {
  /** The process's own environment variables, after those of the windows. */
  readonly environment: Secrets;
  /** Is told every key, so that no log line can show it. */
  readonly register: (key: string) => void;
}

/**
 * Keys that windows have lent to the daemon. They live in memory, each bound to the server it was given for, and go with the
 * window that gave them. The key of a window never has to be the same as that of another: the one that came last counts.
 */
export class KeyRing implements Secrets {
  private readonly options: KeyRingOptions;
  private readonly windows = new Map<string, Window>();
  /** What providers have asked for so far. */
  private readonly queries = new Map<string, { readonly query: SecretQuery; lastRead: number }>();
  private questions = 0;
  private reads = 0;

  constructor(options: KeyRingOptions) {
    this.options = options;
  }

  add(windowId: string, ask: AskForKeys): void {
    this.windows.set(windowId, { ask, asked: 0, answered: 0, found: [], otherOrigins: new Map() });
  }

  remove(windowId: string): void {
    this.windows.delete(windowId);
  }

  read(query: SecretQuery): SecretAnswer {
    this.note(query);
    const windows = [...this.windows.values()].reverse();
    const found = windows.map((window) => findKey(window.found, query)).find((each) => each !== undefined);
    if (found !== undefined) {
      const { key, source, variable } = found;
      return { kind: 'found', key, source, ...(variable === undefined ? {} : { variable }) };
    }
    const id = idOf(query);
    const own = this.options.environment.read(query);
    if (own.kind === 'found') return own;
    const otherOrigin = windows.map((window) => window.otherOrigins.get(id)).find((each) => each !== undefined);
    return otherOrigin === undefined ? { kind: 'none' } : { kind: 'none', otherOrigin };
  }

  /** Asks a window for everything that was ever wanted. `true` when its answers are not what they were. */
  async refresh(windowId: string): Promise<boolean> {
    const window = this.windows.get(windowId);
    const queries = [...this.queries.values()].map(({ query }) => query);
    if (window === undefined || queries.length === 0) return false;
    window.asked += 1;
    const question = window.asked;
    const answers = await askInTurn(window.ask, queries);
    // A key store may take its time: an older answer must not bring back what was removed meanwhile.
    if (question < window.answered || this.windows.get(windowId) !== window) return false;
    window.answered = question;
    const found: Found[] = [];
    const otherOrigins = new Map<string, string>();
    queries.forEach((query, index) => {
      const answer = answers[index];
      if (answer?.kind === 'found') {
        const { key, source, variable } = answer;
        this.options.register(key.trim());
        found.push({ provider: query.provider, origin: query.origin, source, variable, key });
      } else if (answer?.otherOrigin !== undefined) otherOrigins.set(idOf(query), answer.otherOrigin);
    });
    const changed =
      JSON.stringify([window.found, [...window.otherOrigins]]) !== JSON.stringify([found, [...otherOrigins]]);
    window.found = found;
    window.otherOrigins = otherOrigins;
    return changed;
  }

  /** How many different questions there are: when it grows, windows have to be asked again. */
  get wanted(): number {
    return this.questions;
  }

  /** The one that was read longest ago is forgotten first: a person who types an address asks for many servers. */
  private note(query: SecretQuery): void {
    const id = idOf(query);
    this.reads += 1;
    const known = this.queries.get(id);
    if (known !== undefined) {
      known.lastRead = this.reads;
      return;
    }
    this.questions += 1;
    this.queries.set(id, { query, lastRead: this.reads });
    if (this.queries.size <= rememberedQueries) return;
    const [oldest] = [...this.queries].reduce((one, other) => (other[1].lastRead < one[1].lastRead ? other : one));
    this.queries.delete(oldest);
  }
}

/** Far more than anybody has models. */
const rememberedQueries = 1000;

/** One answer for each query, or none: a question that is too long for the contract is asked in pieces. */
async function askInTurn(ask: AskForKeys, queries: readonly SecretQuery[]): Promise<(SecretAnswer | undefined)[]> {
  const answers: (SecretAnswer | undefined)[] = [];
  for (let start = 0; start < queries.length; start += maxSecretQueries) {
    const piece = queries.slice(start, start + maxSecretQueries);
    const given = await ask(piece);
    answers.push(...piece.map((_query, index) => given[index]));
  }
  return answers;
}

/** A key that a person stored wins over one from a variable. */
function findKey(found: readonly Found[], query: SecretQuery): Found | undefined {
  const here = found.filter(({ provider, origin }) => provider === query.provider && origin === query.origin);
  const stored = query.stored ? here.find(({ source }) => source === 'stored') : undefined;
  return (
    stored ??
    here.find(({ source, variable }) => source === 'environment' && query.variables.some((each) => each === variable))
  );
}

const idOf = ({ provider, origin, variables, stored }: SecretQuery): string =>
  JSON.stringify([provider, origin, variables, stored]);
