import type { DefinitionProblem } from '../definitions/lint-product.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { RegisterTable } from '../device/register-table.ts';
import { placeDefinition } from '../device/sunspec-place.ts';
import { type Frame, type FrameBody, frameBody } from './frame-body.ts';

/** Relative: what a float32 rounds away. */
const slack = 1e-6;

/** What is wrong with the frames of a product: their framing, what they ask for, and that the values come out of the reply. */
export const frameProblems = (definition: ModbusDefinition): DefinitionProblem[] =>
  definition.frames.flatMap((frame, k) => problemsOf(definition, frame, `frames.${k}`));

function problemsOf(definition: ModbusDefinition, frame: Frame, path: string): DefinitionProblem[] {
  const at = (part: string, message: string) => [{ path: `${path}.${part}`, message }];
  const request = frameBody(frame.framing, frame.request);
  if (typeof request === 'string') return at('request', request);
  const reply = frameBody(frame.framing, frame.reply);
  if (typeof reply === 'string') return at('reply', reply);
  if (request.pdu.length !== 5) return at('request', 'is not a read: function, address, quantity');
  const misfit = replyFault(request, reply);
  if (misfit !== undefined) return at('reply', misfit);
  const placed = placedFor(definition, frame);
  if (placed === undefined) return at('models', 'no layout of the product has these models');
  const words = Uint16Array.from({ length: request.pdu.readUInt16BE(3) }, (_, w) => reply.pdu.readUInt16BE(2 + 2 * w));
  return valueProblems(placed, frame, request.pdu, words).map(([name, message]) => ({
    path: `${path}.gives.${name}`,
    message,
  }));
}

function replyFault(request: FrameBody, reply: FrameBody): string | undefined {
  const words = request.pdu.readUInt16BE(3);
  if (reply.unit !== request.unit) return `comes from unit ${reply.unit}, asked was ${request.unit}`;
  if (reply.transaction !== request.transaction) return 'has another transaction id than the request';
  if (reply.pdu.readUInt8(0) !== request.pdu.readUInt8(0)) return 'has another function than the request';
  if (reply.pdu.readUInt8(1) !== 2 * words || reply.pdu.length !== 2 + 2 * words)
    return `does not hold the ${words} registers that were asked for`;
  return undefined;
}

/** At the addresses that the frame was recorded at, where a device says itself where its models are. */
function placedFor(definition: ModbusDefinition, { models }: Frame): ModbusDefinition | undefined {
  if (models === undefined) return definition;
  const chain = Object.entries(models).map(([id, address]) => ({ id: Number(id), address, length: 1_000 }));
  return placeDefinition(definition, chain, 1);
}

function valueProblems(
  definition: ModbusDefinition,
  frame: Frame,
  pdu: Buffer,
  words: Uint16Array,
): [quantity: string, message: string][] {
  const table = new RegisterTable(definition, frame.connector);
  const [fc, first] = [pdu.readUInt8(0), pdu.readUInt16BE(1)];
  return Object.entries(frame.gives).flatMap(([name, expected]): [string, string][] => {
    const register = table.register(name);
    if (register === undefined || register.access === 'w') return [[name, 'is not a register that can be read']];
    if (register.fc !== fc) return [[name, `is read by function ${register.fc}, the frame uses ${fc}`]];
    const offset = table.address(register) - first;
    if (offset < 0 || offset + register.words > words.length)
      return [[name, `stands at ${table.address(register)}, which the frame does not hold`]];
    const decoded = table.decode(table.planned([name]), first, { values: words, requestedAtMs: 0 }, () => undefined);
    const value = decoded.get(name);
    return isSame(value, expected) ? [] : [[name, `the reply gives ${value ?? 'no value'}, not ${expected}`]];
  });
}

const isSame = (value: unknown, expected: number | string): boolean =>
  typeof expected === 'number'
    ? Math.abs(Number(value) - expected) < slack * Math.max(1, Math.abs(expected))
    : value === expected;
