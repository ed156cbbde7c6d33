import { findNodeAtOffset, getNodePath, type Node, parseTree } from 'jsonc-parser';
import { type Config, isRecord, type SettingProblem } from '../protocol/index.ts';
import { parseSettings } from './settings-file.ts';
import type { SettingsProblem } from './settings-problem.ts';
import { TextLines } from './text-lines.ts';
import { type Locale, textsFor } from './texts/index.ts';

type Settings = Readonly<Record<string, unknown>>;

/** A key that stands in the settings hides what else is wrong beside it; beyond that, one round of repairs is enough. */
const maxRounds = 10;

/**
 * Reads the settings of one window again and again. What is wrong keeps its last good value, down to the single model or weight,
 * and is reported; everything else applies at once.
 */
export class SettingsKeeper {
  /** The values in force, by full name. */
  private good: Settings = {};

  read(settings: Settings, locale: Locale): { config: Config; problems: SettingProblem[] } {
    const problems: SettingProblem[] = [];
    let current = settings;
    for (let round = 0; ; round += 1) {
      const { config, errors, warnings } = examined(current, locale);
      if (errors.length === 0) {
        this.good = current;
        return { config, problems: [...problems, ...warnings] };
      }
      const known = new Set(problems.map(placeOf));
      problems.push(...errors.filter((each) => !known.has(placeOf(each))));
      current =
        round < maxRounds
          ? errors.reduce((value, { setting, path }) => this.repaired(value, setting, path), current)
          : this.good;
    }
  }

  /** With the last good value in place of the wrong one. */
  private repaired(settings: Settings, setting: string, [entry]: readonly string[]): Settings {
    const [value, before] = [settings[setting], this.good[setting]];
    if (entry === undefined || !isRecord(value)) return withValue(settings, setting, before);
    return withValue(settings, setting, withValue(value, entry, isRecord(before) ? before[entry] : undefined));
  }
}

function examined(settings: Settings, locale: Locale) {
  const text = JSON.stringify(settings, null, 1);
  const { config, errors, warnings } = parseSettings(text, '');
  const root = parseTree(text);
  const lines = new TextLines(text);
  return {
    config,
    errors: errors.map((problem) => settingProblem('error', problem, lines, root, locale)),
    warnings: warnings.map((problem) => settingProblem('warning', problem, lines, root, locale)),
  };
}

const placeOf = ({ setting, path }: SettingProblem): string => [setting, ...path].join('.');

function withValue(record: Settings, name: string, value: unknown): Settings {
  const { [name]: _old, ...rest } = record;
  return value === undefined ? rest : { ...rest, [name]: value };
}

function settingProblem(
  severity: SettingProblem['severity'],
  problem: SettingsProblem,
  lines: TextLines,
  root: Node | undefined,
  locale: Locale,
): SettingProblem {
  const node = root === undefined ? undefined : findNodeAtOffset(root, lines.offsetOf(problem));
  const [setting = problem.key, ...path] = node === undefined ? [] : getNodePath(node).map(String);
  return { severity, setting, path, message: textsFor(locale).setting(problem.key, problem.cause) };
}
