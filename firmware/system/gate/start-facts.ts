import type { SlotName } from '../../domain/box.ts';

/** What the boot loader told the kernel (build/boot/boot.cmd). */
export interface StartFacts {
  readonly slot: SlotName;
  /** All tries of both slots were used up: the box stays up, for a person to see. */
  readonly lastResort: boolean;
  /** How long the gate waits, ms. */
  readonly patienceMs: number;
}

const usualPatienceS = 240;
/** The unit ends the gate after 15 minutes (netwacht-health.service). */
const maxPatienceS = 600;

/** Reads the kernel's command line; undefined: no slot of ours was started. */
export function startFactsOf(commandLine: string): StartFacts | undefined {
  const words = commandLine.trim().split(/\s+/);
  const value = (name: string) => words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  const slot = value('netwacht.slot');
  if (slot !== 'A' && slot !== 'B') return undefined;
  const wanted = Number(value('netwacht.health_timeout_s'));
  const patienceS = wanted >= 1 && wanted <= maxPatienceS ? wanted : usualPatienceS;
  return { slot, lastResort: words.includes('netwacht.last_resort'), patienceMs: patienceS * 1_000 };
}
