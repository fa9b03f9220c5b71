import type { Instruction } from './pattern-program.ts';

/** Where groups begin and end, two slots each; slot 0 and 1 are the whole match. */
type Slots = readonly (number | undefined)[];

interface Thread {
  readonly at: number;
  readonly slots: Slots;
}

/** Some 40 ms of work: what needs more is not searched further, for the loop must go on. */
const maxSteps = 300_000;

/**
 * The first match of a pattern's program in a text: what each group took, the whole match first; `undefined` without one.
 * All ways through the program are followed side by side (Thompson, with the preferences of Pike), so that no pattern can
 * take long; one that needs too many steps all the same has no match.
 */
export function runPattern(program: readonly Instruction[], text: string): readonly (string | undefined)[] | undefined {
  let threads: Thread[] = [];
  let best: Slots | undefined;
  let steps = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const here: Thread[] = [];
    const place: Place = { at, end: text.length, seen: new Set(), out: here };
    for (const thread of threads) steps += follow(program, thread, place);
    // A match that begins later is looked for only while none has begun.
    if (best === undefined) steps += follow(program, { at: 0, slots: [] }, place);
    if (steps > maxSteps) return undefined;
    const code = text.charCodeAt(at);
    threads = [];
    for (const { at: next, slots } of here) {
      const step = program[next];
      if (step?.op === 'match') {
        best = slots;
        break;
      }
      if (step?.op === 'char' && at < text.length && step.test(code)) threads.push({ at: next + 1, slots });
    }
    if (threads.length === 0 && best !== undefined) break;
  }
  return best === undefined ? undefined : taken(best, text);
}

interface Place {
  readonly at: number;
  readonly end: number;
  readonly seen: Set<number>;
  readonly out: Thread[];
}

/**
 * Everything that can be reached without a character, in order of preference; no instruction twice at one place. Returns
 * how many steps it took.
 */
function follow(program: readonly Instruction[], from: Thread, { at, end, seen, out }: Place): number {
  const waiting: Thread[] = [from];
  let steps = 0;
  for (let thread = waiting.pop(); thread !== undefined; thread = waiting.pop()) {
    steps += 1;
    const { at: place, slots } = thread;
    if (seen.has(place)) continue;
    seen.add(place);
    const step = program[place];
    if (step === undefined) continue;
    if (step.op === 'char' || step.op === 'match') out.push(thread);
    else if (step.op === 'jump') waiting.push({ at: step.to, slots });
    else if (step.op === 'split') waiting.push({ at: step.second, slots }, { at: step.first, slots });
    else if (step.op === 'save') waiting.push({ at: place + 1, slots: withSlot(slots, step.slot, at) });
    else if (step.op === 'start' ? at === 0 : at === end) waiting.push({ at: place + 1, slots });
  }
  return steps;
}

function withSlot(slots: Slots, slot: number, at: number): Slots {
  const out = [...slots];
  out[slot] = at;
  return out;
}

function taken(slots: Slots, text: string): readonly (string | undefined)[] {
  const groups = Math.max(1, Math.ceil(slots.length / 2));
  return Array.from({ length: groups }, (_, k) => {
    const [from, to] = [slots[2 * k], slots[2 * k + 1]];
    return from === undefined || to === undefined ? undefined : text.slice(from, to);
  });
}
