import type { DaemonStatus, ModelState, RequestState, Snapshot } from '../server/protocol/index.ts';
import { renderSentence } from '../server/protocol/sentence.ts';

/** Everything that a report says. */
export interface DiagnosticsFacts {
  readonly atMs: number;
  /** Names and values of the first table: versions, platform, kind of window. */
  readonly versions: readonly (readonly [name: string, value: string])[];
  /** How the window stands with the daemon, in one line. */
  readonly link: string;
  readonly daemon: DaemonStatus | undefined;
  /** One line for each setting that is set, without secrets. */
  readonly settings: readonly string[];
  readonly snapshot: Snapshot | undefined;
  readonly logLines: readonly string[];
  /** Texts that must not stand in the report, wherever they come from. */
  readonly secrets: readonly string[];
}

const mostRequests = 20;
const mostLogLines = 100;

/**
 * A report in Markdown for whoever helps: English, since it is made to be sent. It holds no key, no prompt and no text of a script;
 * what should happen to be a stored key all the same is blotted out.
 */
export function diagnosticsText(facts: DiagnosticsFacts): string {
  const { atMs, versions, link, daemon, settings, snapshot, logLines, secrets } = facts;
  const sections = [
    `# VideoGenius diagnostics\n\n${new Date(atMs).toISOString()}`,
    section('Versions', table(['', ''], versions)),
    section(
      'Background process',
      [link, ...(daemon === undefined ? [] : [table(['', ''], daemonRows(daemon, atMs))])].join('\n\n'),
    ),
    section('Settings that are set', list(settings)),
    section(
      'Models',
      snapshot === undefined ? 'Not known: the background process is not running.' : modelTable(snapshot),
    ),
    section('Last requests', snapshot === undefined ? 'Not known.' : requestTable(snapshot)),
    section('Log', `\`\`\`\n${logLines.slice(-mostLogLines).join('\n').replaceAll('```', "'''")}\n\`\`\``),
  ];
  return blotOut(`${sections.join('\n\n')}\n`, secrets);
}

function section(title: string, body: string): string {
  return `## ${title}\n\n${body}`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? 'None.' : lines.map((line) => `- ${line}`).join('\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');

function daemonRows(daemon: DaemonStatus, atMs: number): (readonly [string, string])[] {
  const { build } = daemon;
  const built = build.builtAtMs === 0 ? 'from the sources' : new Date(build.builtAtMs).toISOString();
  return [
    ['build', `${build.version}, ${built}, ${build.id}`],
    ['mode', daemon.mode],
    ['process', String(daemon.processId)],
    ['runs for', `${Math.round((atMs - daemon.startedAtMs) / 1000)} s`],
    ['memory', `${Math.round(daemon.residentBytes / 1_048_576)} MiB`],
    ['sessions', String(daemon.sessions)],
    ['running requests', String(daemon.runningRequests)],
    ['replacement wanted', daemon.replacementWanted ? 'yes' : 'no'],
    ['Node', daemon.nodeVersion],
  ];
}

const modelHead = [
  'model',
  'vendor',
  'status',
  'why',
  'circuit',
  'key',
  'first text',
  'total',
  'success',
  'sent',
  'failed',
  'running',
];

function modelTable({ models, strategy, fallbackChain, failoverEnabled }: Snapshot): string {
  const chain = fallbackChain.length === 0 ? 'none' : fallbackChain.join(', ');
  const routing = `Strategy ${strategy}; fallback chain ${chain}; failover ${failoverEnabled ? 'on' : 'off'}.`;
  return `${routing}\n\n${table(modelHead, models.map(modelRow))}`;
}

function modelRow(model: ModelState): string[] {
  return [
    model.simulated ? `${model.modelId} (simulated)` : model.modelId,
    model.provider,
    model.status,
    renderSentence(model.reason),
    model.circuit.state,
    model.keySource,
    milliseconds(model.firstTokenMs),
    milliseconds(model.totalMs),
    model.attempts === 0 ? '-' : `${Math.round(model.successRate * 100)} %`,
    String(model.attempts),
    String(model.failures),
    `${model.inFlight} of ${model.limit}`,
  ];
}

const requestHead = ['started', 'task', 'result', 'attempts', 'took'];

function requestTable({ requests }: Snapshot): string {
  if (requests.length === 0) return 'None.';
  return table(requestHead, requests.slice(0, mostRequests).map(requestRow));
}

function requestRow({ startedAtMs, endedAtMs, task, result, errorCode, attempts }: RequestState): string[] {
  const tried = attempts.map(({ model, outcome, class: failureClass, status, switchMs, totalMs }) => {
    const why = outcome === 'success' ? '' : [failureClass, status].filter((each) => each !== null).join(' ');
    const after = switchMs === null ? '' : `, switched in ${Math.round(switchMs)} ms`;
    return `${model} ${outcome}${why === '' ? '' : ` (${why})`} ${Math.round(totalMs)} ms${after}`;
  });
  return [
    new Date(startedAtMs).toISOString(),
    task,
    errorCode === null ? result : `${result} (${errorCode})`,
    tried.join('; '),
    endedAtMs === null ? '-' : milliseconds(endedAtMs - startedAtMs),
  ];
}

const milliseconds = (value: number | null): string => (value === null ? '-' : `${Math.round(value)} ms`);

/** Whole values only, the longest first; what is very short is no key, and would blot out half the report. */
function blotOut(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 8)
    .sort((left, right) => right.length - left.length)
    .reduce((result, secret) => result.replaceAll(secret, '***'), text);
}
