import type { SiteProcess } from '../../../scripts/site/site-process.ts';
import type { Bench } from './bench.ts';
import { BoxClient } from './box-client.ts';
import type { Machine, MachineOptions } from './machine.ts';
import { until } from './until.ts';

/** A booted image: the virtual machine and the box in it as it looks from outside. */
export interface Box {
  readonly machine: Machine;
  readonly client: BoxClient;
}

/** From a cold emulator to HTTP; the field's trial needed 61 to 84 s on a machine of two cores. */
export const bootLimitMs = 6 * 60_000;
const shellLimitMs = 60_000;

/** Starts a disk and waits until the box answers over HTTP. `atMs`: since QEMU was started. */
export async function boot(
  bench: Bench,
  options: Pick<MachineOptions, 'disk'> & Partial<MachineOptions>,
): Promise<Box & { readonly atMs: number }> {
  const machine = await bench.machine(options);
  const client = new BoxClient(machine.port(80));
  await client.answers(bootLimitMs, () => machine.mustRun());
  return { machine, client, atMs: machine.nowMs };
}

/** The claim code, read from the console as a person would. */
export async function claimCode(machine: Machine, from = 0): Promise<string> {
  const { match } = await machine.console.waitFor(/Claim code\s+(\S+)/i, bootLimitMs, from);
  return match[1] ?? '';
}

/** Makes us the owner with the code of the console. */
export async function claim({ machine, client }: Box): Promise<void> {
  const reply = await client.claim(await claimCode(machine));
  if (reply.status !== 201) throw new Error(`the box could not be claimed: ${reply.status} ${reply.text}`);
}

/** The site document as the box has to see it: QEMU's user network shows our loopback as 10.0.2.2. */
export function seenFromGuest({ document }: SiteProcess): Record<string, unknown> {
  const text = JSON.stringify(document).replaceAll('127.0.0.1:', '10.0.2.2:');
  // Cars that were stopped may come back at once, as in the whole-box tests.
  return { ...JSON.parse(text), timing: { minPauseS: 1, surplusPauseS: 1, raiseIntervalS: 1 } };
}

/** Until the control loop has run; gives that cycle. */
export async function firstCycle({ machine, client }: Box, limitMs: number): Promise<number> {
  return await until({
    what: 'a control cycle is shown',
    limitMs,
    ask: async () => (await client.state())?.cycle,
    mustHold: () => machine.mustRun(),
  });
}

/** The root shell of the guest, once it answers. */
export async function shellOf(machine: Machine) {
  await machine.shell.ready(shellLimitMs);
  return machine.shell;
}
