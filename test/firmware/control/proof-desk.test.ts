import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ProofDesk } from '../../../firmware/control/proof-desk.ts';
import type { ChannelCommand } from '../../../firmware/domain/channel-command.ts';
import type { State } from '../../../firmware/domain/state.ts';
import type { CycleProof } from '../../../firmware/grid/proof/facts.ts';
import { verifyLog } from '../../../firmware/grid/proof/verify.ts';
import { openProofReader } from '../../../firmware/store/proof/proof-reader.ts';
import { type TestFolder, testFolder } from '../store/data-folder-fixture.ts';

const peer = 'ab'.repeat(32);

describe('S24 the recorder of the proof log', () => {
  let folder: TestFolder;
  beforeEach(() => {
    folder = testFolder();
  });
  afterEach(() => folder.end());

  const command = (avail: number): ChannelCommand => ({
    ...{ channelId: 'emt1', role: 'operator', peerSha256: peer, connectionId: 'c1', replace: false },
    values: [{ name: 'AVAIL', value: avail }],
    atMs: folder.clock.wall,
  });

  /** Rows of the commands as another program sees them on the disk. */
  function onDisk(): { kind: string; seq: number; data: Record<string, unknown> }[] {
    const reader = openProofReader({ dir: folder.dir });
    try {
      const verdict = verifyLog(reader.underTest());
      assert.ok(verdict.ok, JSON.stringify(verdict));
      return [...reader.reading.rows('grid')].map(({ kind, seq, data }) => ({ kind, seq, data: JSON.parse(data) }));
    } finally {
      reader.close();
    }
  }

  const kinds = () => onDisk().map(({ kind }) => kind);

  const state = (avail: number, atMs: number): State => ({
    ...{
      cycle: 1,
      at: new Date(folder.clock.wall).toISOString(),
      site: { name: 'x', mode: 'manage', timezone: 'UTC' },
    },
    ...{ circuits: [], meters: [], limits: [], health: [] },
    price: null,
    flow: { gridW: 5000, solarW: null, batteryW: null, houseW: null, chargePointsW: 4000 },
    chargePoints: [{ id: 'E1', offeredA: 6 } as State['chargePoints'][number]],
    variables: [
      {
        ...{ name: 'AVAIL', value: avail, at: new Date(atMs).toISOString(), source: 'channel:emt1' },
        stale: false,
        owner: null,
      },
    ],
  });
  const cycle = (confirmed: string[]): CycleProof => ({ candidates: [], limits: [], confirmed });

  it('has a command on the disk, with a pseudonym, before it is answered, and gives the head', () => {
    const { proof } = folder.open();
    const desk = new ProofDesk({ proof, clock: folder.clock });
    const id = desk.received(command(40));
    const head = desk.answered(id, { kind: 'applied', atMs: folder.clock.wall });
    const row = onDisk().at(-1);
    const { by, ...data } = row?.data ?? {};
    assert.deepEqual(data, { source: 'channel:emt1', role: 'operator', values: { AVAIL: 40 } });
    assert.match(String(by), /^p[0-9a-f]{16}$/);
    assert.equal(head?.split(' ')[0], String(row?.seq));
    // The administrator can tell who it is, the log does not.
    assert.deepEqual(
      proof.identities().map(({ pseudonym, kind, name }) => [pseudonym, kind, name]),
      [[by, 'certificate', peer]],
    );
    assert.ok(!JSON.stringify(onDisk()).includes(peer.slice(0, 16)));
  });

  it('follows a command through cycles and over a restart', () => {
    const give = (desk: ProofDesk, avail: number) =>
      desk.answered(desk.received(command(avail)), { kind: 'applied', atMs: folder.clock.wall });
    folder.with(({ proof }) => {
      const desk = new ProofDesk({ proof, clock: folder.clock });
      give(desk, 40);
      desk.observe(state(40, folder.clock.wall), cycle([]));
    });
    const { proof } = folder.open();
    const desk = new ProofDesk({ proof, clock: folder.clock });
    folder.clock.wall += 5000;
    desk.observe(state(40, folder.clock.wall - 5000), cycle(['E1']));
    give(desk, 100);
    assert.deepEqual(kinds(), ['key', 'command', 'applied', 'confirmed', 'command', 'ended']);
  });

  it('tells a refused command with its code and does not follow it', () => {
    const { proof } = folder.open();
    const desk = new ProofDesk({ proof, clock: folder.clock });
    desk.answered(desk.received(command(40)), { kind: 'refused', code: 'owned', atMs: folder.clock.wall });
    desk.observe(state(40, folder.clock.wall), cycle(['E1']));
    assert.deepEqual(kinds(), ['key', 'command']);
    assert.equal(onDisk().at(-1)?.data.refused, 'owned');
  });

  it('never refuses a command when the log cannot be written, and says later how many are missing', () => {
    const { proof, health } = folder.open();
    const blocker = join(folder.dir, 'keys', 'proof.key');
    mkdirSync(blocker, { recursive: true });
    const desk = new ProofDesk({ proof, clock: folder.clock });
    const give = (avail: number) =>
      desk.answered(desk.received(command(avail)), { kind: 'applied', atMs: folder.clock.wall });
    assert.equal(give(40), undefined);
    folder.clock.wall += 1000;
    assert.equal(give(60), undefined);
    assert.deepEqual(
      health().map(({ id, code }) => [id, code]),
      [['store:proof', 'notPersisted']],
    );
    rmSync(blocker, { recursive: true });
    folder.clock.wall += 1000;
    desk.observe(state(60, folder.clock.wall), cycle([]));
    assert.deepEqual(health(), []);
    const gap = onDisk().find(({ kind }) => kind === 'gap');
    assert.equal(gap?.data.commands, 2);
    assert.equal(gap?.data.from, new Date(folder.clock.wall - 2000).toISOString());
    assert.match(give(80) ?? '', /^\d+ [0-9a-f]{64}$/);
  });

  it('follows a command anew that was overtaken by another channel and comes again within the minute', () => {
    const { proof } = folder.open();
    const desk = new ProofDesk({ proof, clock: folder.clock });
    const give = (avail: number, channelId: string) => {
      folder.clock.wall += 1000;
      const { wall } = folder.clock;
      desk.answered(desk.received({ ...command(avail), channelId }), { kind: 'applied', atMs: wall });
      desk.observe(state(avail, wall), cycle(['E1']));
    };
    give(40, 'emt1');
    give(50, 'emt2');
    give(40, 'emt1');
    give(40, 'emt1');
    const once = ['command', 'applied', 'confirmed'];
    const [first, ...later] = once;
    assert.deepEqual(kinds(), ['key', ...once, first, 'ended', ...later, first, 'ended', ...later]);
    assert.deepEqual(
      onDisk().flatMap(({ kind, data }) => (kind === 'ended' ? [data.why] : [])),
      ['overtaken', 'overtaken'],
    );
  });

  it('joins identical commands of a minute in one row and counts them', () => {
    const { proof } = folder.open();
    const desk = new ProofDesk({ proof, clock: folder.clock });
    for (let i = 0; i < 10; i += 1) {
      desk.answered(desk.received(command(40)), { kind: 'applied', atMs: folder.clock.wall });
      folder.clock.wall += 1000;
    }
    folder.clock.wall += 60_000;
    desk.observe(state(100, 0), cycle([]));
    assert.deepEqual(
      kinds().filter((kind) => kind !== 'notApplied'),
      ['key', 'command', 'repeated'],
    );
    assert.equal(onDisk().find(({ kind }) => kind === 'repeated')?.data.count, 10);
  });
});
