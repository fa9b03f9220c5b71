import { crc16 } from '../../link/crc16.ts';
import type { Register } from '../register-schema.ts';
import type { OriginalFile, OriginalInput } from './original-file.ts';
import type { NamedVariable } from './original-names.ts';
import { product, type Report } from './report.ts';

const types: Readonly<Record<string, { readonly type: Register['type']; readonly words: number }>> = {
  int16: { type: 'int16', words: 1 },
  uint16: { type: 'uint16', words: 1 },
  int32: { type: 'int32', words: 2 },
  uint32: { type: 'uint32', words: 2 },
  float: { type: 'float32', words: 2 },
  int64: { type: 'int64', words: 4 },
  uint64: { type: 'uint64', words: 4 },
};
const maxInputs = 32;

/** The parts of a definition that only Modbus has. */
export function modbusParts(file: OriginalFile, named: readonly NamedVariable[], report: Report): object {
  const registers = [
    ...named.flatMap((one) => registerOf(one, file, report) ?? []),
    ...file.inputs.slice(0, maxInputs).flatMap((input, k) => inputOf(input, k, file, report) ?? []),
  ].filter((register, k, all) => isFirst(register, k, all, report));
  const { maxRegisters, allowGaps, rtu, tcp } = file;
  for (const key of Object.keys(tcp)) report.leave(`tcp.${key}`, 'one connection is kept open and times are our own');
  for (const key of Object.keys(rtu))
    if (key !== 'silence_period' && key !== 'rcv_timeout')
      report.leave(`rtu.${key}`, 'repeats and pauses of a line are our own');
  const pauseMs = within(rtu.silence_period, 0, 1_000);
  const timeoutMs = within(rtu.rcv_timeout, 50, 10_000);
  return {
    transports: ['rtu', 'rtu_over_tcp', 'tcp', 'tcp_gateway'],
    defaults: { unit: 1, port: 502, note: 'taken from a meter file: how it is reached stands in the site' },
    ...{ byteOrder: 'big', wordOrder: 'msw_first' },
    reads: {
      ...(allowGaps ? {} : { maxGap: 0 }),
      ...(maxRegisters !== undefined &&
        maxRegisters >= 1 && { maxReadRegisters: Math.min(125, Math.floor(maxRegisters)) }),
      ...(pauseMs !== undefined && { pauseMs }),
      ...(timeoutMs !== undefined && { timeoutMs }),
    },
    registers,
    frames: registers.map(frameOf),
  };
}

function registerOf(
  { variable, quantity, unit, factor }: NamedVariable,
  file: OriginalFile,
  report: Report,
): Register | undefined {
  const { address, type = 'uint16', order, length, resolution, name } = variable;
  const leave = (why: string): undefined => report.leave(name, why) as undefined;
  if (typeof address !== 'number' || !Number.isInteger(address) || address < 0 || address > 65_535)
    return leave('its address is no register (0 to 65535)');
  if (order !== undefined && order !== 'hl' && order !== 'lh')
    return leave(`its order "${order}" is neither hl nor lh`);
  const fc = variable.read ?? file.modbusRead;
  const common = { quantity, fc, address, unit, access: 'r' } as const;
  if (type === 'string') {
    const words = Math.ceil((length ?? 0) / 2);
    if (words < 1 || words > 125) return leave('a text needs a length of 1 to 250 characters');
    return { ...common, type: 'string', words, scale: 1, unit: '' };
  }
  const kind = types[type];
  if (kind === undefined) return leave(`its type "${type}" is not known`);
  const scale = product(resolution, factor);
  if (scale === 0) return leave('its resolution is 0');
  return { ...common, ...kind, ...(order === 'lh' && kind.words > 1 && { wordOrder: 'lsw_first' as const }), scale };
}

function inputOf(input: OriginalInput, k: number, file: OriginalFile, report: Report): Register | undefined {
  const { address, count } = input;
  if (count !== 1)
    report.leave(`inputs[${k}].count`, 'only the first of them is taken: which bits are meant is not written down');
  if (typeof address !== 'number' || address < 0 || address > 65_535) {
    report.leave(`inputs[${k}]`, 'its address is no register');
    return undefined;
  }
  const place = { quantity: `input${k + 1}`, fc: file.modbusRead, address } as const;
  return { ...place, type: 'uint16', words: 1, scale: 1, unit: '', access: 'r' };
}

/** A register or a name that stands twice: the first one counts. */
function isFirst(register: Register, k: number, all: readonly Register[], report: Report): boolean {
  const before = all.slice(0, k);
  const overlaps = before.some(
    (other) =>
      other.fc === register.fc &&
      register.address < other.address + other.words &&
      other.address < register.address + register.words,
  );
  if (!overlaps && !before.some(({ quantity }) => quantity === register.quantity)) return true;
  report.leave(register.quantity, 'its registers, or its name, are used by a variable that stands before it');
  return false;
}

const within = (value: unknown, least: number, most: number): number | undefined =>
  typeof value === 'number' && value >= least && value <= most ? Math.round(value) : undefined;

/** A request for one register and its reply, made from the table: the raw number is 1, a text is "A". */
function frameOf(register: Register): object {
  const raw = Buffer.alloc(2 * register.words);
  if (register.type === 'string') raw.write('A', 'latin1');
  else if (register.type === 'float32') raw.writeFloatBE(1);
  else raw.writeUInt16BE(1, raw.length - 2);
  const words = register.wordOrder === 'lsw_first' ? swapped(raw) : raw;
  const request = Buffer.from([1, register.fc, 0, 0, 0, register.words]);
  request.writeUInt16BE(register.address, 2);
  return {
    note: 'made from the register table of a meter file, seen on no device',
    framing: 'rtu',
    request: checked(request),
    reply: checked(Buffer.concat([Buffer.from([1, register.fc, words.length]), words])),
    gives: { [register.quantity]: register.type === 'string' ? 'A' : (register.scale as number) },
  };
}

function swapped(bytes: Buffer): Buffer {
  const parts = Array.from({ length: bytes.length / 2 }, (_, k) => bytes.subarray(2 * k, 2 * k + 2));
  return Buffer.concat(parts.reverse());
}

function checked(bytes: Buffer): string {
  const crc = Buffer.alloc(2);
  crc.writeUInt16LE(crc16(bytes));
  return Buffer.concat([bytes, crc]).toString('hex');
}
