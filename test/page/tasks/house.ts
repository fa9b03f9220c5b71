// The house of the five tasks, alone in the network namespace it is started in: `ip netns exec NAME node test/page/tasks/house.ts`.
// A box with three charge points of which two wait, a KEBA at 10.0.0.20 that nobody has added yet, and a limit of last
// Tuesday in its log. Prints `ready URL PASSWORD` and runs until SIGTERM.
import { mkdirSync, mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import { ProofFile } from '../../../firmware/store/proof/proof-file.ts';
import { Box, password } from '../../site/box.ts';
import { lastTuesdayAt } from './last-tuesday.ts';

const kebaHost = '10.0.0.20';
const modbusPort = 502;

const dataDir = join(mkdtempSync(join(tmpdir(), 'netwacht-tasks-')), 'data');
mkdirSync(dataDir, { recursive: true, mode: 0o700 });
limitOfLastTuesday(dataDir);
let keba = '';
const box = await Box.open({
  dataDir,
  edit(given) {
    const site = given as unknown as SiteDocument;
    keba = site.devices?.find(({ id }) => id === 'E1')?.address ?? '';
    // So little in the garage that one car alone fits, and the one that goes first is the last.
    const circuits = site.circuits.map((one) => (one.id === 'garage' ? { ...one, fuseA: 10 } : one));
    const devices = (site.devices ?? [])
      .filter(({ id }) => id !== 'E1')
      .map((device) => (device.id === 'E4' ? { ...device, priority: 5 } : device));
    return { ...given, circuits, devices, acceptFailsafeRisk: true };
  },
});
await box.waitFor('the first car waits', ({ state }) =>
  state.chargePoints.some(({ id, reason }) => id === 'E3' && reason.code === 'waitingTurn'),
);
const front = createServer((socket) => {
  const [host = '', port = ''] = keba.split(':');
  const back = connect(Number(port), host);
  socket.pipe(back).pipe(socket);
  socket.on('error', () => back.destroy());
  back.on('error', () => socket.destroy());
});
await new Promise<void>((resolve, reject) => front.once('error', reject).listen(modbusPort, kebaHost, resolve));
console.log(`ready ${box.url} ${password}`);
for (const signal of ['SIGTERM', 'SIGINT'] as const)
  process.once(signal, () => {
    front.close();
    void box.close().finally(() => process.exit(0));
  });

/** Rows as the box wrote them when the operator limited the house last Tuesday, from 17:00 to 18:30. */
function limitOfLastTuesday(dir: string): void {
  const from = lastTuesdayAt(17);
  const minute = (count: number) => from + count * 60_000;
  const limits = [
    { id: 'operator', place: 'house', value: 22_000, unit: 'W', origin: 'smgw', source: 'AVAIL by channel emt1' },
  ];
  const file = new ProofFile({ dir, nowMs: () => minute(-5) });
  const by = file.identify('certificate', 'c0ffee'.repeat(10));
  const row = (
    atMs: number,
    kind: string,
    data: Readonly<Record<string, unknown>>,
    stream: 'grid' | 'power' = 'grid',
  ) => ({
    stream,
    atMs,
    kind,
    data,
  });
  const [command] = file.append([
    row(minute(0), 'command', { source: 'channel:emt1', by, role: 'operator', values: { AVAIL: 40 } }),
  ]);
  file.append([
    row(minute(0) + 40, 'applied', { cmd: command?.seq, limits }),
    row(minute(0) + 1400, 'confirmed', { cmd: command?.seq, offeredA: { E2: 6, E3: 6, E4: 6 } }),
    ...Array.from({ length: 90 }, (_, count) =>
      row(minute(count), 'minute', { gridW: 20_000 + count * 10, chargePointsW: 12_000 }, 'power'),
    ),
  ]);
  const [end] = file.append([
    row(minute(90), 'command', { source: 'channel:emt1', by, role: 'operator', values: { AVAIL: 100 } }),
  ]);
  file.append([
    row(minute(90) + 40, 'applied', { cmd: end?.seq, limits: [] }),
    row(minute(90) + 45, 'ended', { cmd: command?.seq, why: 'overtaken', next: end?.seq }),
    row(minute(90) + 1300, 'confirmed', { cmd: end?.seq, offeredA: { E2: 8, E3: 8, E4: 8 } }),
  ]);
  file.close();
}
