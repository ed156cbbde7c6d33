/** What the logs of the daemon say, over all its lives. */
export interface LogFindings {
  /** Lines about promises that nobody waited for. */
  readonly unhandled: number;
  /** Other lines of the level "error", and what is no line of the log at all, such as a stack trace. */
  readonly errors: number;
  /** The first of those lines. */
  readonly samples: readonly string[];
}

const unhandledWords = 'was not handled';
const logLine = /^\d{4}-\d\d-\d\dT[\d:.]+Z (debug|info |warn |error) /;
const mostSamples = 5;

export function readLog(text: string): LogFindings {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const unhandled = lines.filter((line) => line.includes(unhandledWords));
  const errors = lines.filter((line) => {
    const level = logLine.exec(line)?.[1];
    return (level === undefined || level === 'error') && !line.includes(unhandledWords);
  });
  return {
    unhandled: unhandled.length,
    errors: errors.length,
    samples: [...unhandled, ...errors].slice(0, mostSamples),
  };
}
