/**
 * A TypeScript text without its comments, and on demand with empty strings: small, and enough for the house rules. Line
 * breaks stay, so that line numbers are right.
 */
export function codeOf(text: string, keepStrings: boolean): string {
  let result = '';
  let position = 0;
  while (position < text.length) {
    const piece = pieceAt(text, position, result);
    if (piece === undefined) {
      result += text.charAt(position);
      position += 1;
      continue;
    }
    const source = text.slice(position, piece.end);
    result += piece.kind === 'comment' || !keepStrings ? blank(source, piece.kind) : source;
    position = piece.end;
  }
  return result;
}

interface Piece {
  readonly kind: 'comment' | 'literal';
  readonly end: number;
}

function pieceAt(text: string, start: number, before: string): Piece | undefined {
  if (text.startsWith('//', start)) return { kind: 'comment', end: indexOrEnd(text, '\n', start) };
  if (text.startsWith('/*', start)) return { kind: 'comment', end: indexOrEnd(text, '*/', start + 2) + 2 };
  const quote = text.charAt(start);
  if (quote === "'" || quote === '"' || quote === '`') return { kind: 'literal', end: endOf(text, start, quote) };
  // A slash begins a regular expression where a value is expected, and divides otherwise.
  if (quote === '/' && /(?:^|[=(,:[!&|?{};>]|return|case)\s*$/.test(before.slice(-20))) {
    return { kind: 'literal', end: endOf(text, start, '/') };
  }
  return undefined;
}

/** The position after the closing mark. Code inside a template's `${}` counts as part of the literal. */
function endOf(text: string, start: number, mark: string): number {
  let inClass = false;
  for (let position = start + 1; position < text.length; position += 1) {
    const letter = text.charAt(position);
    if (letter === '\\') position += 1;
    else if (mark === '/' && letter === '[') inClass = true;
    else if (mark === '/' && letter === ']') inClass = false;
    else if (letter === mark && !inClass) return position + 1;
    else if (letter === '\n' && mark !== '`') return position;
  }
  return text.length;
}

function indexOrEnd(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from);
  return index < 0 ? text.length : index;
}

function blank(source: string, kind: Piece['kind']): string {
  const lines = source.replace(/[^\n]/g, '');
  return kind === 'comment' ? ` ${lines}` : `''${lines}`;
}

export interface Import {
  readonly from: string;
  readonly typesOnly: boolean;
}

/** What a module imports or re-exports. */
export function importsOf(text: string): Import[] {
  const code = codeOf(text, true);
  const pattern =
    /(?:^|[;\n])\s*(?:import|export)\s+(type\s+)?(?:[\w*\s{},$]*?\s*from\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
  return [...code.matchAll(pattern)].map((match) => ({
    from: match[2] ?? match[3] ?? '',
    typesOnly: match[1] !== undefined,
  }));
}
