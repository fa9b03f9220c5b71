import type { Bus, WriteFunction } from '../../drivers/bus/types.ts';
import type { Register } from '../../drivers/definitions/register-schema.ts';
import type { ModbusDefinition } from '../../drivers/definitions/schema.ts';
import { BlockReader } from '../../drivers/device/block-reader.ts';
import { readLimits } from '../../drivers/device/read-limits.ts';
import { RegisterAccess } from '../../drivers/device/register-access.ts';
import { RegisterTable } from '../../drivers/device/register-table.ts';
import type { ForeignServer, Space } from './foreign-server.ts';
import { isMeant, type Sample, sampleOf } from './register-words.ts';

export interface RoundTrip {
  readonly server: ForeignServer;
  readonly bus: Bus;
  readonly definition: ModbusDefinition;
  readonly unit: number;
  readonly variant: 0 | 1;
}

/** What did not come back as it was meant, one sentence each; empty when all did. */
export async function roundTrip(trip: RoundTrip): Promise<string[]> {
  const table = new RegisterTable(trip.definition);
  const problems: string[] = [];
  for (const registers of withoutOverlap(trip.definition.registers)) {
    const samples = new Map(registers.map((r) => [r.quantity, sampleOf(r, trip.definition, trip.variant)]));
    trip.server.clear(trip.unit);
    // Between a value and its scale a device has registers too.
    for (const { functionCode, address, words } of table.planned(samples.keys()))
      trip.server.put(trip.unit, spaceOf(functionCode), address, Array<number>(words).fill(0));
    for (const register of registers)
      trip.server.put(
        trip.unit,
        spaceOf(register.fc),
        table.address(register),
        samples.get(register.quantity)?.words ?? [],
      );
    await trip.server.settled();
    problems.push(...(await readAll(trip, table, samples)), ...(await writeAll(trip, table, registers, samples)));
  }
  return problems.map((problem) => `${trip.definition.id}: ${problem}`);
}

/** Function code to the space that a device keeps the register in. */
export function spaceOf(functionCode: number): Space {
  if (functionCode === 1 || functionCode === 5 || functionCode === 15) return 'coil';
  return functionCode === 2 ? 'discrete' : functionCode === 4 ? 'input' : 'holding';
}

function accessOf({ bus, unit }: RoundTrip): RegisterAccess {
  // Without the pauses that some products want: nothing here needs them, and they are long.
  return new RegisterAccess(bus, { unitId: unit, timeoutMs: 2_000, readQueueMs: 60_000 });
}

async function readAll(
  trip: RoundTrip,
  table: RegisterTable,
  samples: ReadonlyMap<string, Sample>,
): Promise<readonly string[]> {
  const reader = new BlockReader(table, accessOf(trip), readLimits(trip.definition, undefined));
  const wanted = [...samples.keys()].filter((quantity) => table.register(quantity)?.access !== 'w');
  // Twice where values wait for a scale register of another block.
  const rounds = trip.definition.registers.some((r) => typeof r.scale === 'string') ? 2 : 1;
  const problems: string[] = [];
  for (let round = 0; round < rounds; round++)
    for (const block of reader.plan(wanted)) {
      let result = await reader.read(block, 'slow');
      // A peer on a busy machine may answer late; the line then asks that unit nothing for a while. What is read wrong is no failure and stays.
      for (let tries = 0; result.kind === 'failed' && tries < 3; tries++) result = await reader.read(block, 'slow');
      if (result.kind === 'failed') problems.push(`${block.address} cannot be read: ${String(result.error)}`);
    }
  for (const quantity of wanted) {
    const value = reader.held.get(quantity)?.value;
    const means = samples.get(quantity)?.means ?? '';
    if (!isMeant(value, means)) problems.push(`${quantity} is read as ${value}, not ${means}`);
  }
  return problems;
}

async function writeAll(
  trip: RoundTrip,
  table: RegisterTable,
  registers: readonly Register[],
  samples: ReadonlyMap<string, Sample>,
): Promise<readonly string[]> {
  const access = accessOf(trip);
  const problems: string[] = [];
  await trip.server.writes(trip.unit);
  for (const register of registers.filter(isWritable)) {
    const { words, means } = samples.get(register.quantity) ?? { words: [], means: 0 };
    const fc = writeFunction(register);
    await access.write(table.write(register.quantity, fc, Number(means)), 'write').catch((error: unknown) => {
      problems.push(`${register.quantity} cannot be written: ${String(error)}`);
    });
    const seen = await trip.server.writes(trip.unit);
    const meant = [{ unit: trip.unit, function: fc, address: table.address(register), values: words }];
    if (JSON.stringify(seen) !== JSON.stringify(meant))
      problems.push(`${register.quantity} is written as ${JSON.stringify(seen)}, not ${JSON.stringify(meant)}`);
  }
  return problems;
}

/** What a set-point may stand in. Texts and registers whose scale stands in another one are only read. */
export const isWritable = ({ access, type, scale }: Register): boolean =>
  access !== 'r' && typeof scale === 'number' && /^(u?int|float|coil)/.test(type);

function writeFunction({ fc, words }: Register): WriteFunction {
  if (fc === 1) return 5;
  if (fc === 5 || fc === 6 || fc === 15 || fc === 16) return fc;
  return words === 1 ? 6 : 16;
}

/** Registers in groups within which none lies on another, each with the scale registers that it needs. */
function withoutOverlap(registers: readonly Register[]): Register[][] {
  const scales = registers.filter((r) => r.type === 'sunssf');
  const groups: Register[][] = [[...scales]];
  for (const register of registers.filter((r) => r.type !== 'sunssf')) {
    const group = groups.find((members) => !members.some((other) => overlap(other, register)));
    if (group === undefined) groups.push([...scales, register]);
    else group.push(register);
  }
  return groups;
}

function overlap(a: Register, b: Register): boolean {
  if (spaceOf(a.fc) !== spaceOf(b.fc) || (a.relative ?? false) !== (b.relative ?? false)) return false;
  return a.address < b.address + b.words && b.address < a.address + a.words;
}
