import { fileURLToPath } from 'node:url';

/** The firmware's entry, run as it is. */
export const programAsItIs = fileURLToPath(new URL('../firmware/main.ts', import.meta.url));

/**
 * What the two threads keep is small, and replaced every second. Node would set aside 16 to 32 MB of young memory for each,
 * and collect the old only when there is four times as much of it as is in use.
 */
const nodeOptions = ['--max-semi-space-size=4', '--heap-growing-percent=100'];

/** Each hash of a password takes 16 MB for a moment: glibc gives that back to the system, and keeps two heaps, not one per thread. */
const allocator = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '262144' };

/** What Node runs, and in which environment, for `program` with its arguments. A unit of the image says the same. */
export function programStart(program: string, args: readonly string[], env: NodeJS.ProcessEnv) {
  return { args: [...nodeOptions, program, ...args], env: { ...allocator, ...process.env, ...env } };
}
