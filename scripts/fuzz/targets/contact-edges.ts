import { edgeOf, gpioVersion, levelsOf } from '../../../drivers/contacts/gpio-tools.ts';
import { contactSettings } from '../../../firmware/control/sources/contacts-source.ts';
import { patternFits } from '../../../firmware/domain/contacts.ts';
import { gridInput } from '../../../firmware/domain/site/grid.ts';
import {
  contactsAtStart,
  contactsDueMs,
  contactsLook,
  contactsOutcome,
} from '../../../firmware/grid/contacts/machine.ts';
import { type FuzzTarget, mustHold } from '../target.ts';

const count = 4;
const debounceMs = 100;
const source = { kind: 'gpio', lines: [0, 1, 2, 3] };
const settings = contactSettings(
  gridInput.parse({ ...{ id: 'in', circuit: 'house', source, preset: 'ripple-4', baseW: 20_000 }, debounceMs }),
  0,
);

/** What gpiomon and gpioget print: 100 ms apart, or longer by `+MS` on a line of its own; `?` = nobody knows any more. */
export const contactEdges: FuzzTarget = {
  name: 'contact-edges',
  share: 6,
  maxBytes: 1_500,
  words: ['\n', '0 1', '1 rising', '2 falling', '3 0', '+10000', '?', '1 0 0 0', '-1 1', '99999 1'],
  open: () => ({
    seeds: [
      '1 0 0 0\n+200\n0 0\n1 1\n+200\n2 rising\n+200\n2 falling\n?\n+20000\n',
      'gpiomon (libgpiod) v1.6.3\n0 1\n1 0\n2 0\n3 0\n+200\n3 1\n+10001\n',
    ],
    take(input) {
      const text = input.toString('utf8');
      mustHold([undefined, 1, 2].includes(gpioVersion(text)), 'a version that is none');
      let nowMs = 0;
      let seen: (boolean | undefined)[] = Array.from({ length: count }, () => undefined);
      let memory = contactsAtStart(settings, nowMs);
      for (const line of text.split('\n').slice(0, 60)) {
        nowMs += Number(/^\+(\d{1,6})$/.exec(line)?.[1] ?? 100);
        seen = after(seen, line);
        memory = contactsLook(memory, seen, settings, nowMs);
        const { verdict, limit } = contactsOutcome(memory, settings, nowMs);
        const counts = memory.contacts.map(({ counts: closed }) => closed);
        const row = settings.table.find(
          ({ pattern }) => counts.every((one) => one !== undefined) && patternFits(pattern, counts as boolean[]),
        );
        // A level that raises waits until no contact moves: then there may be a row that does not hold yet.
        const isAtRest = memory.contacts.every(({ seenSinceMs }) => nowMs - seenSinceMs >= settings.debounceMs);
        if (verdict === 'valid' || isAtRest)
          mustHold((verdict === 'valid') === (row !== undefined), `${verdict} for ${counts}`);
        if (verdict === 'safe' || verdict === 'starting') mustHold(limit?.value === 0, `${limit?.value} W to be safe`);
        if (limit !== undefined) mustHold(limit.value >= 0 && limit.value < 20_000, `the limit ${limit.value} W`);
        const dueMs = contactsDueMs(memory, settings, nowMs);
        mustHold(dueMs === undefined || (Number.isFinite(dueMs) && dueMs > nowMs), `due at ${dueMs}`);
      }
    },
  }),
};

function after(seen: readonly (boolean | undefined)[], line: string): (boolean | undefined)[] {
  if (line === '?') return seen.map(() => undefined);
  const levels = levelsOf(line, count);
  if (levels !== undefined) return [...levels];
  const edge = edgeOf(line);
  if (edge !== undefined) mustHold(edge.line >= 0 && edge.line <= 9999, `the line ${edge.line}`);
  return seen.map((before, k) => (edge?.line === k ? edge.high : before));
}
