import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Boot } from './stamps.ts';

/** Linux's own id and clock of this start of the system; elsewhere of this start of the program. */
export function systemBoot(): Boot {
  return { id: bootId(), nowMs: () => Number(process.hrtime.bigint() / 1_000_000n) };
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // No Linux: the clock of hrtime may begin anew with the program, so the id does too.
    return randomUUID();
  }
}
