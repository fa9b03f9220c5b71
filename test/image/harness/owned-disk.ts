import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SiteProcess } from '../../../scripts/site/site-process.ts';
import type { Bench } from './bench.ts';
import { boot, claim, firstCycle, seenFromGuest } from './box.ts';
import { overlayDisk } from './disks.ts';
import type { MachineOptions } from './machine.ts';

/** A box of a certain image that has an owner and a site, and lies there switched off. */
interface Owned {
  readonly disk: string;
  readonly ports: Readonly<Record<string, number>>;
}

/**
 * A disk over one of a box that was claimed and given a site, and the simulated site with the same ports. Makes it first where
 * it is not there yet: most cases begin with a box in use.
 */
export async function ownedDisk(bench: Bench): Promise<{ disk: MachineOptions['disk']; site: SiteProcess }> {
  const record = join(folderOf(bench), 'owned.json');
  if (!existsSync(record)) await makeOwned(bench, record);
  const { disk, ports }: Owned = JSON.parse(readFileSync(record, 'utf8'));
  const site = await bench.site({ scenario: 'house', seed: 7, ports });
  await site.control.setHouse([2, 2, 2]);
  return { disk: overlayDisk(disk, 'qcow2', bench.file('owned.qcow2')), site };
}

const folderOf = ({ root, image }: Bench): string =>
  join(root, 'owned', `${image.target}-${image.sha256.slice(0, 12)}`);

async function makeOwned(bench: Bench, record: string): Promise<void> {
  bench.say('  making a box that has an owner and a site');
  const folder = folderOf(bench);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const site = await bench.site();
  const disk = overlayDisk(bench.image.disk, 'raw', join(folder, 'owned.qcow2.part'));
  const box = await boot(bench, { disk, name: `${bench.target}-owned` });
  await claim(box);
  await box.client.must('PUT', '/api/v1/site', seenFromGuest(site));
  await firstCycle(box, 60_000);
  await box.machine.shell.ready(60_000);
  await waitForGate(box.machine);
  await box.machine.powerOff(120_000);
  await site.stop();
  renameSync(disk.file, join(folder, 'owned.qcow2'));
  const owned: Owned = { disk: join(folder, 'owned.qcow2'), ports: site.ports };
  writeFileSync(record, JSON.stringify(owned));
}

/** The health gate has looked at this boot and found it good; a slot that is not confirmed yet would be on trial in every case. */
async function waitForGate({ shell }: { shell: { must(command: string, limitMs?: number): Promise<unknown> } }) {
  // In a shell of its own: an exit would end the one that answers us.
  await shell.must('(for k in $(seq 240); do [ -s /data/system/confirmed ] && exit 0; sleep 1; done; exit 1)', 300_000);
}
