import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { projectDirectory } from './generate.ts';

/**
 * Draws images/icon.png: a play triangle whose point reaches three models, one of them chosen. Run it by hand after a
 * change here: `node scripts/icon.ts`.
 */
const size = 128;
/** Each pixel is the mean of 4 x 4 samples, which makes smooth edges. */
const samples = 4;

type Colour = readonly [red: number, green: number, blue: number, alpha: number];
type Point = readonly [x: number, y: number];

const chosen: Point = [100, 64];
const others: readonly Point[] = [
  [94, 30],
  [94, 98],
];
const tip: Point = [62, 64];

/** Colour at a point, in pixels from the upper left corner. */
function colourAt(x: number, y: number): Colour {
  if (!insideSquare(x, y, 26)) return [0, 0, 0, 0];
  if (distance([x, y], chosen) < 11) return [255, 214, 102, 255];
  if (others.some((point) => distance([x, y], point) < 8)) return [190, 184, 255, 255];
  if (insideTriangle(x, y)) return [255, 255, 255, 255];
  if (toSegment([x, y], tip, chosen) < 3) return [255, 214, 102, 255];
  if (others.some((point) => toSegment([x, y], tip, point) < 2)) return [150, 142, 235, 255];
  const mix = (x + y) / (2 * size);
  return [Math.round(38 + 60 * mix), Math.round(28 + 30 * mix), Math.round(92 + 110 * mix), 255];
}

function insideSquare(x: number, y: number, radius: number): boolean {
  const beyond = (value: number) => Math.max(radius - value, value - (size - radius), 0);
  return Math.hypot(beyond(x), beyond(y)) <= radius;
}

function insideTriangle(x: number, y: number): boolean {
  const [left, right, half] = [22, 68, 29];
  return x >= left && x <= right && Math.abs(y - 64) <= (half * (right - x)) / (right - left);
}

function distance(one: Point, two: Point): number {
  return Math.hypot(one[0] - two[0], one[1] - two[1]);
}

function toSegment(point: Point, from: Point, to: Point): number {
  const along = [to[0] - from[0], to[1] - from[1]] as const;
  const share = ((point[0] - from[0]) * along[0] + (point[1] - from[1]) * along[1]) / (along[0] ** 2 + along[1] ** 2);
  const clamped = Math.min(1, Math.max(0, share));
  return distance(point, [from[0] + clamped * along[0], from[1] + clamped * along[1]]);
}

/** The mean colour of one pixel; colours count by how opaque they are. */
function pixel(column: number, row: number): Colour {
  const sum = [0, 0, 0, 0];
  for (let step = 0; step < samples * samples; step += 1) {
    const x = column + ((step % samples) + 0.5) / samples;
    const y = row + (Math.floor(step / samples) + 0.5) / samples;
    const [red, green, blue, alpha] = colourAt(x, y);
    [red * alpha, green * alpha, blue * alpha, alpha].forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value;
    });
  }
  const [red = 0, green = 0, blue = 0, alpha = 0] = sum;
  const channel = (value: number) => (alpha === 0 ? 0 : Math.round(value / alpha));
  return [channel(red), channel(green), channel(blue), Math.round(alpha / samples ** 2)];
}

/** A PNG file: 8 bits for each of red, green, blue and alpha (PNG specification, third edition). */
function iconPng(): Buffer {
  const rows = Array.from({ length: size }, (_row, row) =>
    Buffer.from([0, ...Array.from({ length: size }, (_column, column) => pixel(column, row)).flat()]),
  );
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

if (import.meta.main) {
  mkdirSync(join(projectDirectory, 'images'), { recursive: true });
  writeFileSync(join(projectDirectory, 'images', 'icon.png'), iconPng());
}
