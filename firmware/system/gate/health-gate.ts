import { NetwachtError } from '../../domain/errors.ts';
import type { Run } from '../root/run.ts';
import type { ConfirmedSlots } from '../root/slot-facts.ts';
import { Judgement, type Look } from './judgement.ts';
import type { StartFacts } from './start-facts.ts';

export interface HealthGateParts {
  readonly start: StartFacts;
  readonly confirmed: Pick<ConfirmedSlots, 'has' | 'confirm'>;
  readonly run: Run;
  readonly look: () => Promise<Look>;
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  readonly log: { info(facts: object, sentence: string): void; error(facts: object, sentence: string): void };
}

const everyMs = 1_000;
const commandMs = 60_000;
/** Between tries while RAUC does not take a mark, ms. */
const againMs = 5_000;

/**
 * Decides once per start whether the slot that runs is kept (docs/boot.md). Resolves with `kept`, or `givenUp`: the box is to be
 * restarted, which uses up a try of the slot.
 *
 * A slot whose very content was found well before gets its tries back at once and is never given up: a store that fails
 * years later is no reason to restart a box in turns, and three short power cuts are none to start an old version.
 */
export async function watchOver(parts: HealthGateParts): Promise<'kept' | 'givenUp'> {
  const { start, confirmed, nowMs, sleep, look, log } = parts;
  const untilMs = nowMs() + start.patienceMs;
  const wasWell = confirmed.has({ slot: start.slot, running: true });
  if (wasWell) await mark(parts, untilMs);
  const judgement = new Judgement();
  let missing = '';
  while (nowMs() < untilMs) {
    const said = judgement.of(await look());
    if (said === 'well') {
      if (!(await mark(parts, untilMs))) break;
      confirmed.confirm(start.slot);
      log.info({ slot: start.slot }, 'the program is well: this slot is kept');
      return 'kept';
    }
    if (said !== missing) log.info({ slot: start.slot }, `waiting: ${said}`);
    missing = said;
    await sleep(everyMs);
  }
  const facts = { slot: start.slot, waitedS: Math.round(start.patienceMs / 1_000), missing };
  if (wasWell) log.error(facts, 'the program is not well; this slot was well before, so the box stays up');
  else if (start.lastResort)
    log.error(facts, 'the program is not well in either slot; the box stays up to be looked at');
  else log.error(facts, 'the program is not well: this slot is given up and the box restarts');
  return wasWell || start.lastResort ? 'kept' : 'givenUp';
}

/** Gives the slot its tries back. False: RAUC took it in none of the tries, and this release could never be updated. */
async function mark({ start, run, nowMs, sleep, log }: HealthGateParts, untilMs: number): Promise<boolean> {
  for (;;) {
    try {
      await must(run, 'rauc', ['status', 'mark-good']);
      await must(run, '/usr/lib/netwacht/boot-state', ['set-well', start.slot]);
      return true;
    } catch (err) {
      log.error({ err }, 'the boot loader could not be told that this slot is well');
    }
    if (nowMs() + againMs >= untilMs) return false;
    await sleep(againMs);
  }
}

async function must(run: Run, file: string, args: readonly string[]): Promise<void> {
  const { code, stderr } = await run(file, args, { timeoutMs: commandMs });
  if (code !== 0) throw new NetwachtError('rootFailed', `${file} ended with ${code}: ${stderr.trim().slice(-500)}`);
}
