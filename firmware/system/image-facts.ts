import { readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ImageFacts } from '../domain/box.ts';
import type { HealthState } from '../domain/state.ts';

const facts = z.object({
  target: z.string().min(1),
  version: z.string().min(1),
  commit: z.string(),
  builtAt: z.string(),
  development: z.boolean(),
  supportUntil: z.string().nullable(),
}) satisfies z.ZodType<ImageFacts>;

/**
 * What the recipe wrote about the image that runs (NETWACHT_IMAGE); undefined outside an image. Facts that cannot be read are
 * told and taken for none: the box does its work without them, only updates and settings of the box are missing.
 */
export function readImageFacts(
  file: string | undefined,
  log: { error(facts: object, sentence: string): void },
): ImageFacts | undefined {
  if (file === undefined) return undefined;
  try {
    return facts.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    log.error({ err: error, file }, 'the facts of the image cannot be read; updates and settings of the box are off');
    return undefined;
  }
}

/** Development keys are for a test bench: whoever has them can make an update for this box (S17). */
export const developmentHealth = ({ development, version, builtAt }: ImageFacts): readonly HealthState[] =>
  development
    ? [
        {
          ...{ id: 'image', severity: 'warning', code: 'developmentKeys', what: version, since: builtAt },
          message: `The image ${version} was signed with development keys; anybody who has them can sign an update for it`,
        },
      ]
    : [];
