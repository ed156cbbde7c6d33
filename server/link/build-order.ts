import type { Build } from '../protocol/index.ts';
import type { ProtocolRange } from './shapes.ts';

/**
 * Total order of builds: version, then moment, then id. Because it is total, of two different builds only one is ever the newer
 * one, and only that one may ask the other to leave.
 */
export function compareBuilds(one: Build, other: Build): number {
  return (
    compareVersions(one.version, other.version) ||
    one.builtAtMs - other.builtAtMs ||
    compareText(one.id, other.id) ||
    compareText(one.version, other.version)
  );
}

/** The highest protocol that both sides understand; undefined when there is none. */
export function commonProtocol(one: ProtocolRange, other: ProtocolRange): number | undefined {
  const highest = Math.min(one.max, other.max);
  return highest >= Math.max(one.min, other.min) ? highest : undefined;
}

/** Precedence by semver.org 2.0.0, section 11. A text that is no version comes before every version. */
export function compareVersions(one: string, other: string): number {
  const a = versionParts(one);
  const b = versionParts(other);
  if (a === undefined || b === undefined) {
    if (a !== undefined) return 1;
    return b !== undefined ? -1 : compareText(one, other);
  }
  for (const [index, number] of a.numbers.entries()) {
    const order = compareNumbers(number, b.numbers[index] ?? '0');
    if (order !== 0) return order;
  }
  return comparePrereleases(a.prerelease, b.prerelease);
}

interface VersionParts {
  readonly numbers: readonly string[];
  /** Empty for a release. */
  readonly prerelease: readonly string[];
}

function versionParts(text: string): VersionParts | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', prerelease] = match;
  return { numbers: [major, minor, patch], prerelease: prerelease?.split('.') ?? [] };
}

/** A release comes after its prereleases; of two prereleases the first different identifier decides, then the longer one wins. */
function comparePrereleases(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return other.length - one.length;
  for (const [index, identifier] of one.entries()) {
    const counterpart = other[index];
    if (counterpart === undefined) return 1;
    const order = compareIdentifiers(identifier, counterpart);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

function compareIdentifiers(one: string, other: string): number {
  const isNumber = /^\d+$/;
  const numeric = isNumber.test(one);
  if (numeric !== isNumber.test(other)) return numeric ? -1 : 1;
  return numeric ? compareNumbers(one, other) : compareText(one, other);
}

/** Whole numbers of any length. */
function compareNumbers(one: string, other: string): number {
  const a = one.replace(/^0+(?=\d)/, '');
  const b = other.replace(/^0+(?=\d)/, '');
  return a.length - b.length || compareText(a, b);
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
