import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Grants } from '../../../../firmware/ocpp/authorise/grants.ts';
import type { PlaceEvent } from '../../../../firmware/ocpp/ports.ts';
import { AvailabilityVotes } from '../../../../firmware/ocpp/relay/availability-votes.ts';
import { BackendView } from '../../../../firmware/ocpp/relay/backend-view.ts';
import { RelayedPlace } from '../../../../firmware/ocpp/relay/relayed-place.ts';
import { FakeTime } from '../../../drivers/device/fake-time.ts';
import { begin, end, FakeSession } from './fake-session.ts';

const quiet = { info: () => undefined, warn: () => undefined };

describe('an OCPP charge point as backends see it', () => {
  let time: FakeTime;
  let session: FakeSession;
  let grants: Grants;
  let changes: number;
  let place: RelayedPlace;
  let votes: AvailabilityVotes;
  let heeded: boolean;
  let events: PlaceEvent[];
  beforeEach(() => {
    time = new FakeTime();
    session = new FakeSession();
    grants = new Grants(time);
    changes = 0;
    heeded = true;
    place = new RelayedPlace({
      ...{ session, grants, clock: time, log: quiet, keys: () => [], listsPass: () => true },
      changed: () => {
        changes += 1;
      },
    });
    votes = new AvailabilityVotes(place);
    events = [];
    place.onEvent((event) => events.push(event));
  });
  const view = (backend: string, commands: boolean) =>
    new BackendView(place, { backend, commands: () => commands, heeded: () => heeded, votes });

  it('takes what backends allow for the control loop, each for itself, and never to the charge point', () => {
    const [first, second] = [view('first', true), view('second', false)];
    first.limit('first', { why: 'profile', maxMa: 10_000 });
    second.limit('second', { why: 'profile', maxMa: 8000, maxW: 5000 });
    first.limit('first', { why: 'profile', maxMa: Number.NaN });
    const ceilings = place.ceilings().map(({ sinceMs: _, ...rest }) => rest);
    const common = { chargePoint: 'E1', why: 'profile' };
    assert.deepEqual(ceilings, [
      { backend: 'first', ...common, maxMa: 0 },
      { backend: 'second', ...common, maxMa: 8000, maxW: 5000 },
    ]);
    second.limit('second', undefined);
    assert.equal(place.ceilings().length, 1);
    assert.deepEqual([session.asked, changes], [[], 4]);
  });

  it('keeps in force exactly what each backend said last, never more', () => {
    const ceiling = fc.option(
      fc.record({ why: fc.constant('profile' as const), maxMa: fc.oneof(fc.double(), fc.integer()) }),
      { nil: undefined },
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), ceiling), { maxLength: 30 }), (sequence) => {
        const inForce = new Map<string, number>();
        for (const [backend, given] of sequence) {
          place.limit(backend, given);
          if (given === undefined) inForce.delete(backend);
          else inForce.set(backend, given.maxMa);
        }
        const told = new Map(place.ceilings().map(({ backend, maxMa }) => [backend, maxMa]));
        assert.deepEqual([...told.keys()].sort(), [...inForce.keys()].sort());
        for (const [backend, maxMa] of inForce) {
          const most = Number.isFinite(maxMa) ? Math.max(0, maxMa) : 0;
          const now = told.get(backend) ?? Number.NaN;
          assert.ok(now >= 0 && now <= most, `${now} for ${maxMa}`);
        }
        for (const backend of ['a', 'b', 'c']) place.limit(backend, undefined);
      }),
    );
    assert.deepEqual(session.asked, []);
  });

  it('obeys the backend that commands, and refuses the others', async () => {
    const [first, second] = [view('first', true), view('second', false)];
    session.emit(begin());
    assert.equal(await second.stop('tx-1', 'Remote', 'second'), 'rejected');
    assert.equal(await second.reset(true), 'rejected');
    assert.equal(await second.unlock(), 'failed');
    assert.equal(await second.setAvailable(false), 'rejected');
    assert.equal(await second.start('X', 'second'), 'rejected');
    assert.deepEqual(await second.pass?.('1.6', 'ChangeConfiguration', { key: 'LightIntensity', value: '1' }), {
      status: 'Rejected',
    });
    assert.deepEqual(session.asked, []);
    assert.equal(await first.stop('tx-1', 'Remote', 'first'), 'accepted');
    assert.equal(await first.unlock(), 'unlocked');
    assert.deepEqual(
      session.asked.map(({ action }) => action),
      ['stop', 'unlock'],
    );
  });

  it('stops only the transaction that is meant', async () => {
    session.emit(begin());
    assert.equal(await place.stop('tx-0', 'Remote', 'b'), 'rejected');
    assert.equal(session.asked.length, 0);
  });

  it('says why a transaction ended that a backend ended, and believes the charge point in all else', async () => {
    session.emit(begin());
    await place.stop('tx-1', 'DeAuthorized', 'b');
    session.emit(end('Remote'));
    session.emit(begin('TAG', 'tx-2'));
    await place.stop('tx-2', 'DeAuthorized', 'b');
    session.emit(end('EVDisconnected', 'tx-2'));
    session.emit(begin('TAG', 'tx-3'));
    session.emit(end('Remote', 'tx-3'));
    const reasons = events.flatMap((event) => (event.kind === 'end' ? [event.reason] : []));
    assert.deepEqual(reasons, ['DeAuthorized', 'EVDisconnected', 'Remote']);
  });

  it('tells a charge point again to end what a backend refused while it was away', async () => {
    session.emit(begin());
    session.connected = false;
    assert.equal(await place.stop('tx-1', 'DeAuthorized', 'b'), 'rejected');
    session.connected = true;
    session.emit({ kind: 'status', status: session.status() });
    assert.deepEqual(
      session.asked.map(({ action }) => action),
      ['stop', 'stop'],
    );
    session.emit(end('Remote'));
    assert.deepEqual(events.at(-1), { ...end('Remote'), reason: 'DeAuthorized' });
  });

  it('keeps what a backend allowed when only its refusal does not count', async () => {
    const first = view('first', true);
    const ceilings = () => place.ceilings().map(({ maxMa, why }) => [maxMa, why]);
    session.emit(begin());
    first.limit('first', { why: 'profile', maxMa: 9000 });
    heeded = false;
    first.limit('first', { why: 'refused', maxMa: 0 });
    assert.deepEqual(ceilings(), [[9000, 'profile']]);
    assert.equal(await first.stop('tx-1', 'DeAuthorized', 'first'), 'rejected');
    heeded = true;
    first.limit('first', { why: 'refused', maxMa: 0 });
    assert.deepEqual(ceilings(), [[0, 'refused']]);
    assert.equal(await first.stop('tx-1', 'DeAuthorized', 'first'), 'accepted');
  });

  it('knows the tag of a remote start until its transaction ends, and not one that was refused', async () => {
    assert.equal(await place.start('REMOTE', 'b'), 'accepted');
    assert.equal(grants.has('E1', 'REMOTE'), true);
    session.emit(begin('REMOTE'));
    await time.advance(3_600_000);
    assert.equal(grants.has('E1', 'REMOTE'), true);
    assert.equal(await place.start('OTHER', 'b'), 'rejected');
    session.emit(end('Local'));
    assert.equal(grants.has('E1', 'REMOTE'), false);
    session.done = 'rejected';
    assert.equal(await place.start('REMOTE', 'b'), 'rejected');
    assert.equal(grants.has('E1', 'REMOTE'), false);
    session.done = 'accepted';
    await place.start('REMOTE', 'b');
    await time.advance(600_000);
    assert.equal(grants.has('E1', 'REMOTE'), false);
  });

  it('stays out of service as long as one that commands wants it', async () => {
    const [first, second] = [view('first', true), view('second', true)];
    await first.setAvailable(false);
    await second.setAvailable(false);
    assert.equal(await first.setAvailable(true), 'scheduled');
    assert.equal(await second.setAvailable(true), 'accepted');
    assert.deepEqual(
      session.asked.map(({ payload }) => payload),
      [false, false, true],
    );
  });

  it('tells every listener what happened before it fails for one of them', () => {
    const told: string[] = [];
    place.onEvent(() => {
      throw new Error('the disk refuses');
    });
    place.onEvent(({ kind }) => told.push(kind));
    assert.throws(() => session.emit(begin()), /disk/);
    assert.deepEqual(told, ['begin']);
  });

  it('hands meter values on as they are, to the bit', () => {
    const text = fc.string({ unit: 'binary', maxLength: 400 });
    const sample = fc.record(
      {
        value: text,
        format: fc.constantFrom('Raw' as const, 'SignedData' as const),
        measurand: text,
        signed: fc.record({ signingMethod: text, encodingMethod: text, publicKey: text }, { noNullPrototype: true }),
      },
      { requiredKeys: ['value'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 5 }), (samples) => {
        const event: PlaceEvent = { kind: 'values', localTx: 'tx-1', values: [{ atMs: 1, samples }] };
        const copy = structuredClone(event);
        session.emit(event);
        assert.deepEqual(events.pop(), copy);
      }),
    );
  });
});
