import * as vscode from 'vscode';
import type { SettingProblem } from '../server/protocol/index.ts';
import { findProblem, type TextSpan } from './problem-places.ts';
import { readSettingsFile, type SettingsFile, settingsFiles, shows } from './settings-files.ts';

/** Where a problem stands in a settings file. */
interface ProblemPlace {
  readonly uri: vscode.Uri;
  readonly range: vscode.Range;
}

/**
 * Shows what is wrong in the settings where it is written: as marks in settings.json, and once as a message. What has been mended
 * disappears with the next `show`.
 */
export class SettingProblems implements vscode.Disposable {
  private readonly globalStorage: vscode.Uri;
  private readonly marks = vscode.languages.createDiagnosticCollection('videogenius');
  private readonly watching: vscode.Disposable;
  private readonly told = new Set<string>();
  private problems: readonly SettingProblem[] = [];
  private round = 0;

  constructor(globalStorage: vscode.Uri) {
    this.globalStorage = globalStorage;
    // A file that is opened may go by another name than the one it was read under.
    this.watching = vscode.workspace.onDidOpenTextDocument(({ uri }) => {
      if (this.problems.length === 0) return;
      if (settingsFiles(this.globalStorage).some((file) => shows(uri, file.uri))) void this.mark();
    });
  }

  /** The problems there are now, in place of all earlier ones. */
  async show(problems: readonly SettingProblem[]): Promise<void> {
    this.problems = problems;
    const places = await this.mark();
    await this.tell(problems, places);
  }

  dispose(): void {
    this.watching.dispose();
    this.marks.dispose();
  }

  private async mark(): Promise<ReadonlyMap<SettingProblem, ProblemPlace>> {
    this.round += 1;
    const round = this.round;
    const { problems } = this;
    const places = await findPlaces(problems, settingsFiles(this.globalStorage));
    if (round !== this.round) return places;
    const byFile = new Map<string, { uri: vscode.Uri; marks: vscode.Diagnostic[] }>();
    for (const [{ severity, message, setting }, { uri, range }] of places) {
      const mark = new vscode.Diagnostic(range, message, severities[severity]);
      mark.source = 'VideoGenius';
      mark.code = setting;
      const file = byFile.get(uri.toString()) ?? { uri, marks: [] };
      file.marks.push(mark);
      byFile.set(uri.toString(), file);
    }
    this.marks.clear();
    for (const { uri, marks } of byFile.values()) this.marks.set(uri, marks);
    return places;
  }

  /** One message for what has not been said before, however many problems there are. */
  private async tell(
    problems: readonly SettingProblem[],
    places: ReadonlyMap<SettingProblem, ProblemPlace>,
  ): Promise<void> {
    const fresh = problems.filter((problem) => !this.told.has(identity(problem)));
    const [first] = fresh;
    if (first === undefined) return;
    for (const problem of fresh) this.told.add(identity(problem));
    const { setting, message } = first;
    // Most messages name the setting themselves.
    const said = message.includes(setting) ? message : vscode.l10n.t('The setting {0}: {1}', setting, message);
    const others = fresh.length - 1;
    const text = others === 0 ? said : vscode.l10n.t('{0} (and {1} more)', said, others);
    const openSettings = vscode.l10n.t('Open Settings');
    const picked = await vscode.window.showWarningMessage(text, openSettings);
    if (picked === openSettings) await open(setting, places.get(first));
  }
}

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
} as const;

const identity = ({ setting, path, message }: SettingProblem): string => JSON.stringify([setting, path, message]);

async function open(setting: string, place: ProblemPlace | undefined): Promise<void> {
  if (place !== undefined) {
    try {
      await vscode.window.showTextDocument(place.uri, { selection: place.range });
      return;
    } catch {
      // The Settings editor is there in any case.
    }
  }
  await vscode.commands.executeCommand('workbench.action.openSettings', `@id:${setting}`);
}

/**
 * Each problem at its place: in the file that holds the wrong value itself, otherwise in the one that holds most of the way to it.
 * The first file wins where several hold the same. A problem that no file holds has no place.
 */
async function findPlaces(
  problems: readonly SettingProblem[],
  files: readonly SettingsFile[],
): Promise<ReadonlyMap<SettingProblem, ProblemPlace>> {
  const places = new Map<SettingProblem, ProblemPlace>();
  if (problems.length === 0) return places;
  const read = await Promise.all(files.map(async (file) => ({ file, content: await readSettingsFile(file) })));
  for (const problem of problems) {
    let best: { uri: vscode.Uri; text: string; span: TextSpan } | undefined;
    for (const { file, content } of read) {
      if (content === undefined) continue;
      const span = findProblem(content.text, problem, file.inside);
      if (span !== undefined && span.depth > (best?.span.depth ?? -1)) best = { ...content, span };
    }
    if (best !== undefined) places.set(problem, { uri: best.uri, range: rangeOf(best.text, best.span) });
  }
  return places;
}

function rangeOf(text: string, { offset, length }: TextSpan): vscode.Range {
  return new vscode.Range(positionOf(text, offset), positionOf(text, offset + length));
}

function positionOf(text: string, offset: number): vscode.Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return new vscode.Position(lines.length - 1, lines.at(-1)?.length ?? 0);
}
