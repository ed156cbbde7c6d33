import type { ScriptFormat } from '../protocol/index.ts';

/** One scene of a format before it has a length. */
interface SceneShape {
  /** Share of the whole video, in hundredths. */
  readonly share: number;
  /** Most seconds of openings and endings: where viewers decide to stay and to act, long talk loses them. */
  readonly mostSeconds?: number;
  /** Seconds of one of several scenes of this kind; a scene without it is there once. */
  readonly secondsEach?: number;
}

/** Scenes of every format in the order of the video: the first one is the hook, the last one the call to action. */
export const outlineShapes: Readonly<Record<ScriptFormat, readonly SceneShape[]>> = {
  short: [{ share: 8, mostSeconds: 3 }, { share: 17 }, { share: 45, secondsEach: 10 }, { share: 20 }, ending(10, 5)],
  long: [{ share: 5, mostSeconds: 20 }, { share: 5 }, { share: 75, secondsEach: 90 }, { share: 10 }, ending(5, 15)],
  explainer: [
    { share: 8, mostSeconds: 8 },
    { share: 14 },
    { share: 45, secondsEach: 20 },
    { share: 15 },
    { share: 12 },
    ending(6, 8),
  ],
  listicle: [{ share: 8, mostSeconds: 8 }, { share: 62, secondsEach: 15 }, { share: 22 }, ending(8, 10)],
  tutorial: [
    { share: 8, mostSeconds: 12 },
    { share: 12 },
    { share: 60, secondsEach: 25 },
    { share: 12 },
    ending(8, 12),
  ],
  review: [
    { share: 8, mostSeconds: 10 },
    { share: 15 },
    { share: 30, secondsEach: 25 },
    { share: 22, secondsEach: 25 },
    { share: 18 },
    ending(7, 8),
  ],
  story: [
    { share: 10, mostSeconds: 12 },
    { share: 15 },
    { share: 40, secondsEach: 20 },
    { share: 15 },
    { share: 12 },
    ending(8, 10),
  ],
  news: [{ share: 18, mostSeconds: 12 }, { share: 22 }, { share: 30, secondsEach: 20 }, { share: 20 }, ending(10, 10)],
  ad: [{ share: 20, mostSeconds: 6 }, { share: 40 }, { share: 25, secondsEach: 15 }, ending(15, 6)],
  koubo: [{ share: 8, mostSeconds: 4 }, { share: 45, secondsEach: 15 }, { share: 37, secondsEach: 20 }, ending(10, 8)],
};

function ending(share: number, mostSeconds: number): SceneShape {
  return { share, mostSeconds };
}

/** A scene with its length. */
export interface PlannedScene {
  /** Places in the list of the format's scenes: several where a video is too short for a scene each. */
  readonly shapes: readonly number[];
  /** 1 for the first of several scenes of one kind; null where there is only one. */
  readonly number: number | null;
  /** Seconds, or paragraphs, whatever was divided. */
  readonly amount: number;
}

/** Nobody takes in a scene that is shorter, in seconds. */
const shortestSeconds = 2;
/** More scenes of one kind than this nobody fills in. */
const mostRepeats = 12;

interface Scene {
  readonly index: number;
  readonly weight: number;
  readonly most: number;
}

/**
 * Divides a length among the scenes of a format, in whole seconds or paragraphs that add up to it exactly. A short video keeps hook
 * and call to action and loses the smallest of the other scenes; a single paragraph holds both.
 *
 * @param secondsPerUnit 1 when `total` is in seconds, otherwise the seconds of one paragraph
 */
export function planOutline(
  format: ScriptFormat,
  total: number,
  unit: 'seconds' | 'paragraphs',
  secondsPerUnit: number,
) {
  const shapes = outlineShapes[format];
  const least = unit === 'seconds' ? shortestSeconds : 1;
  const room = Math.max(1, Math.floor(total / least));
  const scenes = fitted(scenesOf(shapes, total, unit, secondsPerUnit), room, shapes.length - 1);
  const [only] = scenes;
  if (only !== undefined && scenes.length === 1) {
    return [{ shapes: [0, shapes.length - 1], number: null, amount: total }] satisfies PlannedScene[];
  }
  const amounts = allot(total, least, scenes);
  const seen = new Map<number, number>();
  return scenes.map(({ index }, place): PlannedScene => {
    const number = (seen.get(index) ?? 0) + 1;
    seen.set(index, number);
    const isOneOfMany = scenes.filter((each) => each.index === index).length > 1;
    return { shapes: [index], number: isOneOfMany ? number : null, amount: amounts[place] ?? least };
  });
}

function scenesOf(
  shapes: readonly SceneShape[],
  total: number,
  unit: 'seconds' | 'paragraphs',
  secondsPerUnit: number,
): Scene[] {
  return shapes.flatMap(({ share, mostSeconds, secondsEach }, index) => {
    const inSeconds = (total * secondsPerUnit * share) / 100;
    const wanted = secondsEach === undefined ? 1 : Math.round(inSeconds / secondsEach);
    const repeats = Math.min(mostRepeats, Math.max(1, wanted));
    const most = mostSeconds === undefined ? Number.POSITIVE_INFINITY : unit === 'seconds' ? mostSeconds : 1;
    return Array.from({ length: repeats }, () => ({ index, weight: share / repeats, most }));
  });
}

/** As many of the scenes as there is room for: repetitions go first, then the smallest ones between the first and the last. */
function fitted(scenes: readonly Scene[], room: number, last: number): readonly Scene[] {
  let kept = scenes;
  while (kept.length > room) {
    const between = kept.filter(({ index }) => index > 0 && index < last);
    const repeated = between.filter((scene) => between.some((each) => each !== scene && each.index === scene.index));
    const [smallest] = [...(repeated.length > 0 ? repeated : between)].sort((a, b) => a.weight - b.weight);
    if (smallest === undefined) return kept.slice(0, 1);
    kept = kept.filter((each) => each !== smallest);
  }
  return kept;
}

/** Whole numbers that add up to the total: everybody gets the least, openings and endings at most their own, the others the rest by weight. */
function allot(total: number, least: number, scenes: readonly Scene[]): readonly number[] {
  const weightOf = (some: readonly Scene[]): number => some.reduce((sum, { weight }) => sum + weight, 0);
  const all = weightOf(scenes);
  const open = scenes.filter(({ most }) => most === Number.POSITIVE_INFINITY);
  const wanted = ({ weight, most }: Scene): number =>
    Math.max(least, Math.min(most, Math.round((total * weight) / all)));
  const limited = scenes.filter((scene) => !open.includes(scene));
  const taken = limited.reduce((sum, scene) => sum + wanted(scene), 0);
  const isTight = taken + open.length * least > total;
  const fixed = (scene: Scene): number => (isTight ? least : wanted(scene));
  const rest = total - limited.reduce((sum, scene) => sum + fixed(scene), 0) - open.length * least;
  const shares = divided(rest, open.length > 0 ? open : scenes);
  return scenes.map((scene) => {
    const more = shares.get(scene) ?? 0;
    return (open.includes(scene) ? least : fixed(scene)) + more;
  });
}

/** Divides a whole number by weight; what is left over goes to the largest remainders, earlier scenes first. */
function divided(amount: number, scenes: readonly Scene[]): ReadonlyMap<Scene, number> {
  const all = scenes.reduce((sum, { weight }) => sum + weight, 0);
  const exact = scenes.map((scene) => ({ scene, share: (amount * scene.weight) / all }));
  const whole = new Map(exact.map(({ scene, share }) => [scene, Math.floor(share)]));
  const left = amount - [...whole.values()].reduce((sum, each) => sum + each, 0);
  const byRemainder = [...exact].sort((a, b) => (b.share % 1) - (a.share % 1));
  for (const { scene } of byRemainder.slice(0, left)) whole.set(scene, (whole.get(scene) ?? 0) + 1);
  return whole;
}
