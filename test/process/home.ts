import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderVariable, type Places } from '../../server/link/places.ts';
import { placesOf } from './places.ts';
import { killProcess, type RunningProcess, runningProcesses } from './processes.ts';
import { builtPrograms, type Programs, removePrograms } from './program.ts';

/** A person of one's own: a home folder, a runtime folder, and everything that was started for it. */
export interface Home {
  readonly programs: Programs;
  readonly places: Places;
  readonly environment: Readonly<Record<string, string>>;
  /** Processes that run for this person, whoever started them. */
  processes(): RunningProcess[];
  /** Those of them that are a daemon. */
  daemons(): RunningProcess[];
  log(): Promise<string>;
  /** Done at the end, the last first. */
  later(action: () => unknown): void;
  /** Ends and removes everything. */
  leave(): Promise<void>;
}

export async function newHome(): Promise<Home> {
  const programs = await builtPrograms();
  const folder = await mkdtemp(join(tmpdir(), 'vg-home-'));
  const runtimeFolder = join(folder, 'run');
  await mkdir(join(folder, 'home'));
  const environment = {
    PATH: process.env.PATH ?? '',
    LANG: 'C',
    HOME: join(folder, 'home'),
    [folderVariable]: runtimeFolder,
  };
  const places = await placesOf(environment);
  const actions: (() => unknown)[] = [];
  const mark = `${folderVariable}=${runtimeFolder}`;
  const processes = (): RunningProcess[] =>
    runningProcesses().filter((each) => each.id !== process.pid && each.environment.includes(mark));
  return {
    programs,
    places,
    environment,
    processes,
    daemons: () => processes().filter(({ commandLine }) => commandLine.includes('daemon')),
    log: () => readFile(places.log, 'utf8'),
    later: (action) => void actions.push(action),
    async leave() {
      for (const action of actions.splice(0).reverse()) await action();
      for (const { id } of processes()) await killProcess(id);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Tests with a person of their own each. They look at processes as Linux lists them, and are left out elsewhere.
 */
export function describeAtHome(title: string, tests: (home: () => Home) => void): void {
  const suite = process.platform === 'linux' ? describe : describe.skip;
  suite(title, function () {
    this.timeout(20_000);
    let current: Home | undefined;
    before(() => builtPrograms());
    beforeEach(async () => {
      current = await newHome();
    });
    afterEach(async () => {
      await current?.leave();
      current = undefined;
    });
    tests(() => {
      if (current === undefined) throw new Error('There is a home only while a test runs.');
      return current;
    });
  });
}

after(() => removePrograms());
