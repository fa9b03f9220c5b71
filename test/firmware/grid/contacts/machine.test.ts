import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import fc from 'fast-check';
import { contactSettings } from '../../../../firmware/control/sources/contacts-source.ts';
import { contactPresets, patternFits, patternsOverlap } from '../../../../firmware/domain/contacts.ts';
import { gridInput } from '../../../../firmware/domain/site/grid.ts';
import {
  type ContactMemory,
  type ContactSettings,
  contactsAtStart,
  contactsDueMs,
  contactsLook,
  contactsOutcome,
} from '../../../../firmware/grid/contacts/machine.ts';

interface Recording {
  readonly title: string;
  readonly input: {
    readonly contacts?: unknown;
    readonly preset?: keyof typeof contactPresets;
    readonly table?: { pattern: string }[];
  };
  /** ms, contact, 1 closed, 0 open, null nobody knows. */
  readonly edges: readonly (readonly [number, number, 0 | 1 | null])[];
  /** ms, verdict, W (null = no limit) or a limit. */
  readonly expect: readonly (readonly [number, string, number | null | object])[];
}

function settingsOf({ input }: Pick<Recording, 'input'>, floorW = 0): ContactSettings {
  const count =
    input.preset === undefined ? (input.table?.[0]?.pattern.length ?? 0) : contactPresets[input.preset].contacts;
  const lines = Array.from({ length: count }, (_, k) => k);
  return contactSettings(
    gridInput.parse({ id: 'in', circuit: 'house', source: { kind: 'gpio', lines }, ...input }),
    floorW,
  );
}

/** Contacts on a clock: moved by edges, looked at each time and whenever something is due. */
class Wires {
  readonly settings: ContactSettings;
  memory: ContactMemory;
  nowMs = 0;
  readonly seen: (boolean | undefined)[];

  constructor(settings: ContactSettings, level?: Parameters<typeof contactsAtStart>[2]) {
    this.settings = settings;
    this.memory = contactsAtStart(settings, 0, level);
    this.seen = settings.inverted.map(() => undefined);
  }

  to(atMs: number): this {
    for (;;) {
      const dueMs = contactsDueMs(this.memory, this.settings, this.nowMs);
      if (dueMs === undefined || dueMs > atMs) break;
      this.#look(dueMs);
    }
    this.#look(atMs);
    return this;
  }

  set(contact: number, closed: boolean | undefined): this {
    this.seen[contact] = closed;
    this.#look(this.nowMs);
    return this;
  }

  get now() {
    return contactsOutcome(this.memory, this.settings, this.nowMs);
  }

  #look(atMs: number): void {
    this.nowMs = atMs;
    this.memory = contactsLook(this.memory, this.seen, this.settings, atMs);
  }
}

const limitOf = (expected: number | null | object) =>
  expected === null ? undefined : typeof expected === 'number' ? { unit: 'W', value: expected } : expected;

describe('recorded contacts', () => {
  const files = globSync(`${import.meta.dirname}/recordings/*.json`).sort();
  for (const file of files) {
    const recording: Recording = JSON.parse(readFileSync(file, 'utf8'));
    it(`${basename(file, '.json')}: ${recording.title}`, () => {
      const wires = new Wires(settingsOf(recording));
      const events = [
        ...recording.edges.map(([atMs, contact, closed]) => ({
          atMs,
          do: () => void wires.set(contact, closed === null ? undefined : closed === 1),
        })),
        ...recording.expect.map(([atMs, verdict, limit]) => ({
          atMs,
          do: () => assert.deepEqual([wires.now.verdict, wires.now.limit], [verdict, limitOf(limit)], `at ${atMs} ms`),
        })),
      ].sort((a, b) => a.atMs - b.atMs);
      for (const { atMs, do: happens } of events) {
        wires.to(atMs);
        happens();
      }
    });
  }

  it('there are recordings of every kind', () => assert.ok(files.length >= 12));
});

describe('contacts over a restart', () => {
  const ripple = { input: { preset: 'ripple-4', baseW: 20_000, safe: { percent: 60 } } } as const;

  it('S25 before the wires are read the lower of the safe level and the last one holds', () => {
    assert.deepEqual(new Wires(settingsOf(ripple), { percent: 100 }).now.limit, { unit: 'W', value: 12_000 });
    assert.deepEqual(new Wires(settingsOf(ripple), { percent: 30 }).now.limit, { unit: 'W', value: 6000 });
    assert.deepEqual(new Wires(settingsOf(ripple)).now.limit, { unit: 'W', value: 12_000 });
    assert.deepEqual(new Wires(settingsOf(ripple), { percent: 100 }).to(3_600_000).now.limit, {
      unit: 'W',
      value: 12_000,
    });
  });

  it('a safe level is not below the minimum power of §14a, a level of the table is', () => {
    const wires = new Wires(settingsOf({ input: { preset: 'fnn-w4' } }, 7560));
    assert.deepEqual(wires.now.limit, { unit: 'W', value: 7560 });
    assert.deepEqual(wires.set(0, true).to(200).now.limit, { unit: 'W', value: 4200 });
  });

  it('without a safe level of its own an input falls to the lowest of its table', () => {
    const table = [
      { pattern: '0', limitA: 10 },
      { pattern: '1', limitW: 4200 },
    ];
    assert.deepEqual(new Wires(settingsOf({ input: { table } as Recording['input'] })).now.limit, {
      unit: 'W',
      value: 4200,
    });
  });
});

describe('a level in A beside a safe level in W', () => {
  const input = {
    table: [
      { pattern: '0', limitW: 20_000 },
      { pattern: '1', limitA: 0 },
    ],
    safe: { percent: 30 },
    baseW: 20_000,
  } as unknown as Recording['input'];

  it('S25 the last level does not rise to the safe one when the wires fall silent: both hold', () => {
    const wires = new Wires(settingsOf({ input })).set(0, true).to(1000);
    assert.deepEqual([wires.now.limit, wires.now.also], [{ unit: 'mA', value: 0 }, undefined]);
    wires.set(0, undefined).to(20_000);
    assert.deepEqual([wires.now.verdict, wires.now.limit], ['safe', { unit: 'mA', value: 0 }]);
    assert.deepEqual(wires.now.also, { unit: 'W', value: 6000 });
  });

  it('S25 nor over a restart', () => {
    const { limit, also } = new Wires(settingsOf({ input }), { limitA: 0 }).to(60_000).now;
    assert.deepEqual(
      [limit, also],
      [
        { unit: 'mA', value: 0 },
        { unit: 'W', value: 6000 },
      ],
    );
  });
});

describe('decoder tables', () => {
  for (const [name, { contacts, rows }] of Object.entries(contactPresets))
    it(`${name}: each pattern of contacts fits one row at most`, () => {
      for (let bits = 0; bits < 2 ** contacts; bits += 1) {
        const closed = Array.from({ length: contacts }, (_, k) => ((bits >> k) & 1) === 1);
        assert.ok(rows.filter(({ pattern }) => patternFits(pattern, closed)).length <= 1);
      }
    });

  it('two patterns overlap exactly when some contacts fit both', () => {
    const pattern = fc.string({ unit: fc.constantFrom('0', '1', 'x'), minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        const both = Array.from({ length: 8 }, (_, bits) => [0, 1, 2].map((k) => ((bits >> k) & 1) === 1)).some(
          (closed) => patternFits(a, closed) && patternFits(b, closed),
        );
        assert.equal(patternsOverlap(a, b), both);
      }),
    );
  });
});

describe('contacts, whatever happens', () => {
  const step = fc.record({
    afterMs: fc.integer({ min: 0, max: 12_000 }),
    contact: fc.nat(3),
    closed: fc.constantFrom(true, false, undefined),
  });

  it('S25 nothing is unlimited but by a level of the table that was there within the hold time', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const wires = new Wires(settingsOf({ input: { preset: 'ripple-4', baseW: 20_000 } as Recording['input'] }));
        let unlimitedUntilMs = Number.NEGATIVE_INFINITY;
        for (const { afterMs, contact, closed } of steps) {
          const end = wires.nowMs + afterMs;
          const unlimited = () => wires.now.verdict === 'valid' && wires.now.limit === undefined;
          const before = unlimited();
          wires.to(end);
          // It may have become so at the very end, when the debounce time was over.
          if (before || unlimited()) unlimitedUntilMs = end + 10_000;
          wires.set(contact, closed);
          if (wires.now.limit === undefined && wires.now.verdict !== 'valid')
            assert.ok(wires.nowMs <= unlimitedUntilMs);
          assert.ok(wires.now.limit === undefined || wires.now.limit.value >= 0);
        }
      }),
    );
  });

  it('a contact that moves faster than the debounce time never counts', () => {
    const bounces = fc.array(fc.record({ contact: fc.nat(3), gapMs: fc.integer({ min: 1, max: 99 }) }), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(bounces, (moves) => {
        const wires = new Wires(settingsOf({ input: { preset: 'ripple-4', baseW: 20_000 } as Recording['input'] }));
        for (const k of [0, 1, 2, 3]) wires.set(k, k === 1);
        wires.to(1000);
        for (const { contact, gapMs } of moves) {
          wires.set(contact, contact !== 1).to(wires.nowMs + gapMs);
          assert.deepEqual([wires.now.verdict, wires.now.limit], ['valid', { unit: 'W', value: 12_000 }]);
          wires.set(contact, contact === 1).to(wires.nowMs + 1);
          assert.deepEqual([wires.now.verdict, wires.now.limit], ['valid', { unit: 'W', value: 12_000 }]);
        }
      }),
    );
  });
});
