import * as z from 'zod/mini';

/** The wire formats a side understands, both ends included. */
export const ProtocolRange = z.object({ min: z.int().check(z.gte(0)), max: z.int().check(z.gte(0)) });
export type ProtocolRange = z.infer<typeof ProtocolRange>;

/** The wire formats that this build understands. Raised when methods change so that the other side would misunderstand them. */
export const currentProtocol: ProtocolRange = { min: 1, max: 1 };

/** The contract's `Build`, as it is read from files and sockets. Fields that a later version may add are left out. */
export const BuildShape = z.object({
  version: z.string().check(z.maxLength(40)),
  builtAtMs: z.number(),
  id: z.string().check(z.maxLength(80)),
});

/** Parses a text that should be JSON of a shape; undefined when it is not. */
export function parseJson<Schema extends z.ZodMiniType>(schema: Schema, text: string): z.output<Schema> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
