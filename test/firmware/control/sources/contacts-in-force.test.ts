import assert from 'node:assert/strict';
import type { ContactEvents } from '../../../../drivers/contacts/contact-reader.ts';
import type { DeviceView } from '../../../../firmware/control/device-view.ts';
import { GridSources } from '../../../../firmware/control/sources/grid-sources.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import type { StoredSource } from '../../../../firmware/domain/grid-source.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { houseWith } from '../virtual-site.ts';

const siteWith = (input: object, circuit: object = {}) => {
  const house = houseWith(1) as { circuits: object[]; devices: object[] };
  const result = readSite(
    {
      ...house,
      circuits: house.circuits.map((c, i) => (i === 0 ? { ...c, ...circuit } : c)),
      gridInputs: [{ id: 'ripple', circuit: 'house', ...input }],
    },
    knowledge,
  );
  assert.ok(result.ok, result.ok ? '' : result.faults[0]?.message);
  return result.site;
};

/** The sources of a site on a clock, with wires that a test moves. */
class Desk {
  nowMs = 1_000_000;
  seen: (boolean | undefined)[] = [];
  readonly opened: string[] = [];
  closed = 0;
  readonly again: number[] = [];
  readonly logged: string[] = [];
  events: ContactEvents | undefined;
  readonly devices = new Map<string, DeviceView>();
  readonly sources = new GridSources({
    openContacts: (source, events) => {
      this.opened.push(source.kind);
      this.events = events;
      return {
        seen: () => this.seen,
        close: () => {
          this.closed += 1;
        },
      };
    },
    lookAgain: (afterMs) => void this.again.push(afterMs),
    log: (message) => void this.logged.push(message),
  });
  #site: ReturnType<typeof siteWith>;

  constructor(site: ReturnType<typeof siteWith>, stored: readonly StoredSource[] = []) {
    this.#site = site;
    this.use(site, stored);
  }

  use(site: ReturnType<typeof siteWith>, stored: readonly StoredSource[] = []): void {
    this.#site = site;
    this.sources.use(site, stored, this.moment);
  }

  get moment() {
    return { nowMs: this.nowMs, wallMs: 1_800_000_000_000 + this.nowMs };
  }

  all(ms: number) {
    this.nowMs += ms;
    return this.sources.records({ ...this.moment, topology: topologyOf(this.#site), devices: this.devices });
  }

  after(ms: number) {
    const [record] = this.all(ms);
    return (
      record && { id: record.id, origin: record.origin, value: record.value, unit: record.unit, source: record.source }
    );
  }

  /** Inputs of the meter, read now. */
  meterSays(inputs: readonly boolean[]): void {
    const readings = { inputs: { value: inputs, atMs: this.nowMs } };
    this.devices.set('M1', { readings } as unknown as DeviceView);
  }
}

const gpio = { source: { kind: 'gpio', lines: [5, 6, 13, 19] }, preset: 'ripple-4', baseW: 20_000 };
const device = { source: { kind: 'device', device: 'M1', inputs: [1, 2] }, preset: 'levels-2', baseW: 11_000 };

describe('an energy guard whose settings change', () => {
  it('stays in its state: new settings are no restart', () => {
    const withLpc = (lpc: object) => {
      const result = readSite({ ...houseWith(1), lpc: { circuit: 'house', ...lpc } }, knowledge);
      assert.ok(result.ok);
      return result.site;
    };
    const desk = new Desk(withLpc({}));
    assert.equal(desk.after(0)?.value, 4200);
    desk.sources.lpc({ heartbeat: true, limit: { active: false } }, desk.moment);
    assert.equal(desk.after(1000), undefined);
    desk.use(withLpc({ failsafeW: 9000 }));
    assert.equal(desk.after(1000), undefined, 'still unlimited by the word of the guard');
    assert.equal(desk.after(120_000)?.value, 9000);
    desk.use(withLpc({ failsafeW: 9000, scope: 'all' }));
    assert.equal(desk.after(0)?.value, 9000);
  });
});

describe('relay inputs in force', () => {
  it('a level becomes a limit with its origin, its circuit and its words', () => {
    const desk = new Desk(siteWith(gpio));
    desk.seen = [false, true, false, false];
    assert.equal(desk.after(0)?.value, 0, 'safe until it is known');
    assert.deepEqual(desk.again, [100], 'asks for a cycle when the contact will count');
    assert.deepEqual(desk.after(100), {
      ...{ id: 'input:ripple', origin: 'relay', value: 12_000, unit: 'W', source: 'input ripple: 60 %' },
    });
    desk.seen = [true, false, false, false];
    desk.after(10);
    assert.equal(desk.after(100), undefined, '100 % is no limit');
    desk.events?.onChange();
    assert.equal(desk.again.at(-1), 0, 'a contact that moves asks for a cycle at once');
  });

  it('S25 wires that nobody can read are held for 10 s, then safe', () => {
    const desk = new Desk(siteWith({ ...gpio, safe: { percent: 30 } }));
    desk.seen = [true, false, false, false];
    desk.after(0);
    assert.equal(desk.after(200), undefined);
    desk.seen = [undefined, undefined, undefined, undefined];
    desk.events?.onTrouble('gpiomon ended with 1');
    assert.equal(desk.after(0), undefined);
    assert.deepEqual(desk.sources.health(desk.moment), []);
    assert.equal(desk.after(9999), undefined);
    assert.deepEqual([desk.after(1)?.value, desk.logged.length], [6000, 1]);
    assert.equal(desk.after(86_400_000)?.value, 6000);
    const [silent] = desk.sources.health(desk.moment);
    assert.deepEqual([silent?.id, silent?.what], ['sourceSilent:input:ripple', 'ripple']);
  });

  it('S25 the last level holds in the first cycle after a restart', () => {
    const desk = new Desk(siteWith(gpio));
    desk.seen = [false, false, true, false];
    desk.after(0);
    desk.after(100);
    const stored = desk.sources.toStore([], desk.moment);
    assert.deepEqual(
      stored.map(({ id }) => id),
      ['input:ripple'],
    );
    assert.deepEqual(desk.sources.toStore(stored, desk.moment), [], 'what is on disk is not said again');
    const safe = { safe: { percent: 60 } };
    assert.equal(new Desk(siteWith({ ...gpio, ...safe }), stored).after(0)?.value, 6000);
    assert.equal(
      new Desk(siteWith({ ...gpio, ...safe }), [{ ...stored[0], state: '{' } as StoredSource]).after(0)?.value,
      12_000,
    );
    for (const state of ['{"limitA":1e308}', '{"limitW":-1}', '{"name":"x"}', '{"old":1}', 'null'])
      assert.deepEqual(
        new Desk(siteWith({ ...gpio, ...safe }), [{ ...stored[0], state } as StoredSource]).all(0).map((r) => r.value),
        [12_000],
        state,
      );
  });

  it('S25 a last level in A and a safe level in W hold both', () => {
    const table = [
      { pattern: '0', unlimited: true },
      { pattern: '1', limitA: 10 },
    ];
    const desk = new Desk(siteWith({ source: { kind: 'gpio', lines: [4] }, table, safe: { limitW: 9000 } }));
    desk.seen = [true];
    desk.after(0);
    assert.equal(desk.after(200)?.value, 10_000);
    desk.seen = [undefined];
    desk.after(0);
    assert.deepEqual(
      desk.all(10_000).map(({ id, unit, value }) => [id, unit, value]),
      [
        ['input:ripple', 'mA', 10_000],
        ['input:ripple:W', 'W', 9000],
      ],
    );
  });

  it('S25 inputs of a meter that is stale or never answered are nobody’s word', () => {
    const desk = new Desk(siteWith({ ...device, safe: { limitW: 5000 } }));
    assert.equal(desk.after(0)?.value, 5000);
    desk.meterSays([false, false]);
    desk.after(0);
    assert.equal(desk.after(200), undefined);
    assert.equal(desk.after(9800), undefined, 'still fresh');
    desk.after(1);
    assert.equal(desk.after(9998), undefined, 'held');
    assert.equal(desk.after(2)?.value, 5000);
    desk.meterSays([true, true]);
    desk.after(0);
    assert.equal(desk.after(200)?.value, 0);
    assert.deepEqual(desk.opened, [], 'a device needs no wires of ours');
  });

  it('the safe level is not below the minimum power of §14a, a commanded one is', () => {
    const para14a = { mode: 'ems', units: [{ device: 'E1' }, { kind: 'storage', powerW: 5000 }] };
    const desk = new Desk(siteWith({ source: { kind: 'gpio', lines: [5] }, preset: 'fnn-w4' }, { para14a }));
    assert.equal(desk.after(0)?.value, 7560);
    desk.seen = [true];
    desk.after(0);
    assert.equal(desk.after(100)?.value, 4200);
  });

  it('a change of the site closes what it changes before it opens anew, and leaves the rest', () => {
    const desk = new Desk(siteWith(gpio));
    desk.seen = [false, true, false, false];
    desk.after(0);
    assert.equal(desk.after(100)?.value, 12_000);
    desk.use(siteWith(gpio, { name: 'House' }));
    assert.deepEqual([desk.opened.length, desk.closed, desk.after(0)?.value], [1, 0, 12_000]);
    desk.use(siteWith({ ...gpio, baseW: 10_000 }));
    assert.deepEqual([desk.opened.length, desk.closed], [2, 1]);
    desk.after(0);
    assert.equal(desk.after(100)?.value, 6000);
    desk.sources.close();
    assert.equal(desk.closed, 2);
  });
});
