import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MeterRegister } from '../../../../firmware/ocpp/own-places/meter-register.ts';
import type { PlaceEvent } from '../../../../firmware/ocpp/ports.ts';
import { PlaceUnderTest, startWallMs } from './place-fixture.ts';

const charging = { state: 'C', drawnA: [16, 16, 16], powerW: 11_000 } as const;
const gone = { state: 'A', drawnA: [0, 0, 0], powerW: 0 } as const;

const only = <K extends PlaceEvent['kind']>(events: readonly PlaceEvent[], kind: K) =>
  events.filter((event): event is Extract<PlaceEvent, { kind: K }> => event.kind === kind);

describe('a charge point of our own as OCPP sees it', () => {
  it('a car that may charge begins a transaction, and ends it when it is unplugged and the counter has been read', () => {
    const under = new PlaceUnderTest();
    under.observe();
    under.observe(3, { state: 'B' });
    under.observe(10, { ...charging, counterWh: 1500 });
    assert.equal(under.place.transaction()?.localTx, 'tx-1');
    under.observe(1, { ...gone, counterWh: 1500 });
    assert.deepEqual(only(under.events, 'end'), []);
    under.observe(8, { counterWh: 1512 });
    assert.deepEqual(under.kinds, [
      ...['Available', 'begin', 'SuspendedEV', 'Charging', 'Finishing', 'end', 'Available'],
    ]);
    const [begin] = only(under.events, 'begin');
    assert.deepEqual(
      [begin?.meterWh, begin?.idTag, begin?.trigger, begin?.atMs],
      [1000, '', 'plugged', startWallMs + 2000],
    );
    const [end] = only(under.events, 'end');
    assert.deepEqual(
      [end?.localTx, end?.meterWh, end?.reason, end?.atMs],
      ['tx-1', 1512, 'EVDisconnected', startWallMs + 15_000],
    );
    assert.equal(under.place.transaction(), undefined);
  });

  it('waits for a card where one is asked for, and ends when it is shown again', () => {
    const under = new PlaceUnderTest();
    under.observe(5, { state: 'B', authorised: false });
    assert.deepEqual(under.kinds, ['Preparing']);
    under.observe(2, { authorised: true, uid: '04A2', occupiedAtMs: startWallMs });
    const [begin] = only(under.events, 'begin');
    assert.deepEqual([begin?.idTag, begin?.trigger], ['04A2', 'authorised']);
    under.observe(5, charging);
    under.observe(1, { authorised: false, uid: undefined, occupiedAtMs: undefined });
    under.observe(10, { state: 'B', drawnA: [0, 0, 0], powerW: 0 });
    const [end] = only(under.events, 'end');
    assert.deepEqual([end?.reason, end?.idTag], ['Local', '04A2']);
    assert.equal(under.place.status().status, 'Finishing');
    under.observe(2, { authorised: true, uid: '04B7', occupiedAtMs: startWallMs + under.nowMs });
    assert.equal(under.place.transaction()?.idTag, '04B7');
  });

  it('is stopped from far away: nothing flows until the car goes, and no other transaction begins meanwhile', async () => {
    const under = new PlaceUnderTest();
    under.observe(5, charging);
    assert.equal(await under.place.stop('another', 'Remote', 'supplier'), 'rejected');
    assert.equal(await under.place.stop('tx-1', 'Remote', 'supplier'), 'accepted');
    assert.deepEqual(under.place.ceilings(), [
      { backend: 'supplier', chargePoint: 'E1', why: 'stopped', sinceMs: startWallMs + 5000 },
    ]);
    under.observe(3);
    assert.deepEqual(only(under.events, 'end'), [], 'energy still flows');
    under.observe(7, { state: 'B', drawnA: [0, 0, 0], powerW: 0, counterWh: 1100, offeredA: 0 });
    assert.deepEqual(only(under.events, 'end')[0]?.meterWh, 1100);
    assert.deepEqual(under.asked, ['end at E1']);
    under.restart();
    under.observe(30);
    assert.equal(under.place.transaction(), undefined);
    assert.equal(under.place.ceilings().length, 1);
    under.observe(1, gone);
    assert.deepEqual(under.place.ceilings(), []);
    under.observe(2, { state: 'B' });
    assert.equal(under.place.transaction()?.localTx, 'tx-2');
  });

  it('a station that starts anew ends its transaction, and the car goes on in the next', async () => {
    const under = new PlaceUnderTest();
    under.observe(5, charging);
    await under.place.stop('tx-1', 'SoftReset', 'supplier');
    assert.deepEqual(under.place.ceilings(), []);
    under.observe(1);
    assert.deepEqual(under.kinds.slice(-3), ['Charging', 'end', 'begin']);
  });

  it('waits for a counter that comes late', async () => {
    const under = new PlaceUnderTest();
    under.observe(5, { ...charging, counterWh: 1100 });
    await under.place.stop('tx-1', 'Remote', 'supplier');
    under.observe(5, { state: 'B', drawnA: [0, 0, 0], powerW: 0 });
    under.observe(3, { counterWh: 1120 });
    assert.deepEqual(only(under.events, 'end'), []);
    under.observe(4);
    assert.equal(only(under.events, 'end')[0]?.meterWh, 1120);
  });

  it('a transaction that something still flows in ends after all', async () => {
    const under = new PlaceUnderTest();
    under.observe(5, charging);
    await under.place.stop('tx-1', 'Remote', 'supplier');
    under.observe(21);
    assert.equal(only(under.events, 'end').length, 1);
  });

  it('is started from far away, before or after its car came, and never twice', async () => {
    const under = new PlaceUnderTest();
    under.observe(1, { authorised: false });
    assert.equal(await under.place.start('T1', 'supplier'), 'accepted');
    assert.equal(under.place.status().status, 'Preparing');
    under.observe(2, { state: 'B', authorised: true });
    assert.deepEqual(only(under.events, 'begin')[0]?.idTag, 'T1');
    assert.deepEqual(only(under.events, 'begin')[0]?.trigger, 'remote');
    assert.equal(await under.place.start('T2', 'supplier'), 'rejected');
    assert.deepEqual(under.asked, ['supplier lets T1 charge at E1']);
    await under.place.stop('tx-1', 'Remote', 'supplier');
    under.observe(10);
    assert.equal(await under.place.start('T2', 'supplier'), 'accepted');
    assert.equal(under.place.transaction()?.idTag, 'T2');
    assert.deepEqual(under.place.ceilings(), []);
  });

  it('a card that only a backend knows begins as if it were one of the house', () => {
    const under = new PlaceUnderTest();
    under.observe(3, { state: 'B', authorised: false });
    assert.equal(under.place.admit('FF01', 'supplier'), 'accepted');
    const [begin] = only(under.events, 'begin');
    assert.deepEqual([begin?.idTag, begin?.trigger], ['FF01', 'authorised']);
  });

  it('who was let charge and does not come in two minutes is waited for no longer', async () => {
    const under = new PlaceUnderTest();
    under.observe(1, { authorised: false });
    await under.place.start('T1', 'supplier');
    under.observe(121);
    assert.equal(under.place.status().status, 'Available');
    under.observe(5, { state: 'B' });
    assert.equal(under.place.transaction(), undefined);
  });

  it('refuses a start where the house refuses, where it does not answer and where it is out of service', async () => {
    const under = new PlaceUnderTest();
    assert.equal(await under.place.start('T1', 'supplier'), 'rejected', 'nothing was seen yet');
    under.observe();
    under.refuses = new Error('somebody else charges there');
    assert.equal(await under.place.start('T1', 'supplier'), 'rejected');
    under.refuses = undefined;
    for (const state of ['E', 'F', undefined] as const) {
      under.observe(1, { state });
      assert.equal(await under.place.start('T1', 'supplier'), 'rejected', String(state));
    }
    under.observe(1, { state: 'A' });
    await under.place.setAvailable(false);
    assert.equal(await under.place.start('T1', 'supplier'), 'rejected');
  });

  it('goes out of service at once or after its transaction, and stays so over a restart', async () => {
    const under = new PlaceUnderTest();
    under.observe(5, charging);
    assert.equal(await under.place.setAvailable(false), 'scheduled');
    assert.deepEqual(under.place.ceilings(), []);
    under.observe(8, gone);
    assert.equal(under.place.status().status, 'Unavailable');
    under.restart();
    under.observe(5, { state: 'B' });
    assert.equal(under.place.transaction(), undefined);
    assert.equal(under.place.ceilings()[0]?.why, 'unavailable');
    assert.equal(await under.place.setAvailable(true), 'accepted');
    under.observe(1);
    assert.equal(under.place.transaction()?.localTx, 'tx-2');
  });

  it('says what of IEC 61851 is what of OCPP', () => {
    const table = [
      [{ state: undefined }, 'Faulted', 'OtherError'],
      [{ state: 'E' }, 'Faulted', 'EVCommunicationError'],
      [{ state: 'F' }, 'Faulted', 'OtherError'],
      [{ state: 'B' }, 'SuspendedEV', 'NoError'],
      [{ state: 'B', offeredA: 0 }, 'SuspendedEVSE', 'NoError'],
      [{ state: 'C', offeredA: 0 }, 'SuspendedEVSE', 'NoError'],
      [{ state: 'C', offeredA: 5.9 }, 'SuspendedEVSE', 'NoError'],
      [{ ...charging, offeredA: 6 }, 'Charging', 'NoError'],
      [{ ...charging, state: 'D' }, 'Charging', 'NoError'],
      [{ state: 'C', drawnA: [undefined, undefined, undefined], powerW: undefined }, 'Charging', 'NoError'],
      [{ state: 'C', drawnA: [0, 0, 0] }, 'SuspendedEV', 'NoError'],
    ] as const;
    for (const [look, status, errorCode] of table) {
      const under = new PlaceUnderTest();
      under.observe(1, { state: 'B' });
      under.observe(1, look);
      const now = under.place.status();
      assert.deepEqual([now.status, now.errorCode], [status, errorCode], JSON.stringify(look));
    }
  });

  it('tells its meter in the words of OCPP, and nothing when it does not answer', () => {
    const under = new PlaceUnderTest();
    under.observe(3, { ...charging, counterWh: 2000.7 });
    assert.deepEqual(under.place.readMeter()?.samples, [
      { value: '2000', measurand: 'Energy.Active.Import.Register', unit: 'Wh' },
      { value: '11000', measurand: 'Power.Active.Import', unit: 'W' },
      { value: '16', measurand: 'Current.Import', phase: 'L1', unit: 'A' },
      { value: '16', measurand: 'Current.Import', phase: 'L2', unit: 'A' },
      { value: '16', measurand: 'Current.Import', phase: 'L3', unit: 'A' },
      { value: '16', measurand: 'Current.Offered', unit: 'A' },
    ]);
    under.observe(1, { state: undefined });
    assert.equal(under.place.readMeter(), undefined);
  });

  it('without a counter our own session counts', () => {
    const under = new PlaceUnderTest();
    under.observe(3, { ...charging, counterWh: undefined, sessionWh: 0 });
    assert.equal(under.place.transaction(), undefined, 'a counter may still come');
    under.observe(6, { sessionWh: 10 });
    under.observe(5, { sessionWh: 500 });
    under.observe(8, { ...gone, sessionWh: undefined });
    const [begin, end] = [only(under.events, 'begin')[0], only(under.events, 'end')[0]];
    assert.equal((end?.meterWh ?? 0) - (begin?.meterWh ?? 0), 490);
  });

  it('a car that began while the box was away is billed from its begin, and nothing twice', () => {
    const under = new PlaceUnderTest();
    under.observe(2, { ...charging, counterWh: 5000, sessionWh: 1200 });
    assert.equal(under.place.transaction()?.meterStartWh, 3800);
    under.observe(8, { ...gone, counterWh: 5100, sessionWh: undefined });
    under.restart();
    under.observe(2, { ...charging, counterWh: 5600, sessionWh: 9000 });
    assert.equal(under.place.transaction()?.meterStartWh, 5100);
  });

  it('a disk that refuses is asked again, and stops nothing', () => {
    const under = new PlaceUnderTest();
    under.diskRefuses = true;
    under.observe(3, charging);
    assert.equal(only(under.events, 'begin').length, 1);
    assert.equal('running' in under.disk, false);
    under.diskRefuses = false;
    under.observe(1);
    assert.equal(under.disk.running?.localTx, 'tx-1');
  });

  it('a place that leaves the site ends what runs', () => {
    const under = new PlaceUnderTest();
    under.observe(3, charging);
    under.place.leave();
    assert.equal(only(under.events, 'end')[0]?.reason, 'Other');
  });

  it('at any looks, losses of power and commands: each begin has one end, in order, and no meter goes back', async () => {
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.record({ state: fc.constantFrom('A', 'B', 'C', 'E', undefined), wh: fc.nat(300) }) },
      { weight: 1, arbitrary: fc.constantFrom('restart', 'stop', 'start', 'out', 'in', 'reset', 'card') },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const under = new PlaceUnderTest();
        let counterWh = 100;
        for (const one of steps) {
          if (typeof one === 'object') {
            counterWh += one.wh;
            const flows = one.state === 'C';
            const drawnA = flows ? ([10, 10, 10] as const) : ([0, 0, 0] as const);
            under.observe(4, { state: one.state, counterWh, drawnA, powerW: flows ? 7000 : 0 });
          } else if (one === 'restart') under.restart();
          else if (one === 'stop') await under.place.stop(under.place.transaction()?.localTx ?? '', 'Remote', 'b');
          else if (one === 'start') await under.place.start('T', 'b');
          else if (one === 'reset') counterWh = 0;
          else if (one === 'card') under.look = { ...under.look, authorised: !under.look.authorised };
          else await under.place.setAvailable(one === 'in');
        }
        under.observe(20, { state: 'A', drawnA: [0, 0, 0], powerW: 0, counterWh });
        assertWhole(under.events);
        assert.equal(under.place.transaction(), undefined);
      }),
      { numRuns: 300 },
    );
  });
});

/** Repetitions are by name; what is left is begin, end, begin, end, …. */
function assertWhole(events: readonly PlaceEvent[]): void {
  const seen = new Set<string>();
  const once = events.flatMap((event) => {
    if (event.kind !== 'begin' && event.kind !== 'end') return [];
    const name = `${event.kind} ${event.localTx}`;
    if (seen.has(name)) return [];
    seen.add(name);
    return [event];
  });
  assert.equal(once.length % 2, 0);
  for (let i = 0; i < once.length; i += 2) {
    const [begin, end] = [once[i], once[i + 1]];
    assert.deepEqual([begin?.kind, end?.kind], ['begin', 'end']);
    assert.equal(begin?.localTx, end?.localTx);
    assert.ok((end?.meterWh ?? -1) >= (begin?.meterWh ?? 0), `${end?.meterWh} < ${begin?.meterWh}`);
    assert.ok((end?.atMs ?? -1) >= (begin?.atMs ?? 0));
  }
}

describe('the meter of a transaction', () => {
  it('goes on where a counter began anew or came late', () => {
    const register = new MeterRegister();
    register.take(undefined, 5);
    register.take(100, 10);
    assert.equal(register.nowWh, 5);
    register.take(150, 60);
    assert.equal(register.nowWh, 55);
    register.take(undefined, 200);
    assert.equal(register.nowWh, 55);
    register.take(3, undefined);
    register.take(10, undefined);
    assert.equal(register.nowWh, 62);
  });
});
