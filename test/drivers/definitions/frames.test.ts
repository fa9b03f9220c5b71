import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import { RegisterTable } from '../../../drivers/device/register-table.ts';
import { placeDefinition } from '../../../drivers/device/sunspec-place.ts';

type Frame = ModbusDefinition['frames'][number];

interface Body {
  readonly unit: number;
  readonly pdu: Buffer;
  readonly transaction: number;
}

/** Takes the framing off, which must be right to the bit. */
function bodyOf(frame: Frame, hex: string): Body {
  const bytes = Buffer.from(hex, 'hex');
  if (frame.framing === 'ascii') return asciiBody(bytes.toString('latin1'));
  if (frame.framing === 'rtu') {
    const end = bytes.length - 2;
    assert.equal(bytes.readUInt16LE(end), crc16(bytes.subarray(0, end)), 'CRC');
    return { unit: bytes.readUInt8(0), pdu: bytes.subarray(1, end), transaction: 0 };
  }
  assert.equal(bytes.readUInt16BE(2), 0, 'protocol');
  assert.equal(bytes.readUInt16BE(4), bytes.length - 6, 'length');
  return { unit: bytes.readUInt8(6), pdu: bytes.subarray(7), transaction: bytes.readUInt16BE(0) };
}

function asciiBody(text: string): Body {
  const digits = /^[:>]((?:[0-9A-F]{2})+)\r\n$/.exec(text)?.[1];
  assert.ok(digits, text);
  const bytes = Buffer.from(digits, 'hex');
  assert.equal(bytes.reduce((sum, byte) => sum + byte, 0) % 256, 0, 'LRC');
  return { unit: bytes.readUInt8(0), pdu: bytes.subarray(1, -1), transaction: 0 };
}

function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** At the addresses that the frame was recorded at, where a device says itself where its models are. */
function placed(definition: ModbusDefinition, { models }: Frame): ModbusDefinition {
  if (models === undefined) return definition;
  const chain = Object.entries(models).map(([id, address]) => ({ id: Number(id), address, length: 1_000 }));
  const found = placeDefinition(definition, chain, 1);
  assert.ok(found, 'no layout for these models');
  return found;
}

describe('Frames on file', () => {
  const catalogue = loadCatalogue();
  for (const id of catalogue.ids())
    for (const [k, frame] of (catalogue.modbus(id)?.frames ?? []).entries())
      it(`of ${id} (${k}) ask for the registers and give the values`, () => {
        const definition = catalogue.modbus(id);
        assert.ok(definition);
        const request = bodyOf(frame, frame.request);
        const reply = bodyOf(frame, frame.reply);
        assert.deepEqual([reply.unit, reply.transaction], [request.unit, request.transaction]);
        assert.equal(reply.pdu.readUInt8(0), request.pdu.readUInt8(0), 'function');
        const address = request.pdu.readUInt16BE(1);
        const quantity = request.pdu.readUInt16BE(3);
        assert.equal(request.pdu.length, 5);
        assert.equal(reply.pdu.readUInt8(1), 2 * quantity, 'byte count');
        assert.equal(reply.pdu.length, 2 + 2 * quantity);
        const values = Uint16Array.from({ length: quantity }, (_, w) => reply.pdu.readUInt16BE(2 + 2 * w));

        const table = new RegisterTable(placed(definition, frame), frame.connector);
        const planned = table.planned(Object.keys(frame.gives));
        assert.equal(planned.length, Object.keys(frame.gives).length);
        assert.ok(planned.every((r) => r.functionCode === request.pdu.readUInt8(0)));
        const decoded = table.decode(planned, address, { values, requestedAtMs: 0 }, () => undefined);
        for (const [name, expected] of Object.entries(frame.gives)) {
          const value = decoded.get(name);
          if (typeof expected === 'number')
            assert.ok(Math.abs(Number(value) - expected) < 1e-6 * Math.max(1, Math.abs(expected)), `${name}: ${value}`);
          else assert.equal(value, expected, name);
        }
      });
});
