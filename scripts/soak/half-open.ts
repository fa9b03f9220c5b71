import { execFileSync } from 'node:child_process';
import type { Soak } from './soak.ts';

/** TCP keepalive of 1 s here instead of 60 s; then ten unanswered probes, a second apart. */
const mostMs = 20_000;

/**
 * The link to a gateway goes down without a word, in a network of its own (needs root): the channel notices by keepalive, says
 * `linkLost`, and is up again once the link is.
 */
export const soak: Soak = {
  async run(result) {
    const text = execFileSync('unshare', ['-n', process.execPath, 'test/firmware/smgw/half-open-process.ts']);
    const figures = JSON.parse(String(text)) as { readonly errors: readonly string[]; readonly seenMs: number };
    result.write(figures);
    console.log(`the lost link was seen after ${figures.seenMs} ms and told as ${figures.errors.join(', ')}`);
    return figures.seenMs < mostMs && figures.errors.includes('stream linkLost');
  },
};
