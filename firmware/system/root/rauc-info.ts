import { z } from 'zod';
import type { BundleFacts } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';

const info = z.object({
  compatible: z.string(),
  version: z.string().min(1).max(64).nullish(),
  description: z.string().nullish(),
  build: z.string().nullish(),
});

/** RAUC's compatible of a target, and back. */
export const compatibleOf = (target: string): string => `netwacht-${target}`;
const targetOf = (compatible: string): string => compatible.replace(/^netwacht-/, '');

const maxChangesCharacters = 16 * 1024;

/** Reads what `rauc info --output-format=json` printed of a bundle whose signature it found good. Throws `notABundle`. */
export function readBundleInfo(text: string): BundleFacts {
  const result = info.safeParse(parsed(text));
  const version = result.data?.version ?? undefined;
  if (result.data === undefined || version === undefined)
    throw new NetwachtError('notABundle', 'The bundle does not say which version it holds', { path: 'file' });
  const { compatible, build, description } = result.data;
  return {
    version,
    target: targetOf(compatible),
    builtAt: timeOf(build ?? ''),
    changes: description ? description.slice(0, maxChangesCharacters) : null,
  };
}

/** The recipe writes time and commit; somebody else's may write what he likes. */
function timeOf(build: string): string | null {
  const [time = ''] = build.split(' ');
  return z.iso.datetime().safeParse(time).success ? time : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
