import type { z } from 'zod';

/** What this program kept of itself as JSON. Undefined for a text that is none of ours: whoever reads starts anew then. */
export function keptFrom<S extends z.ZodType>(shape: S, text: string): z.output<S> | undefined {
  try {
    const result = shape.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
