// Prints a frame for `frames` of a definition, from numbers: node drivers/definitions/write-frame.ts rtu|tcp UNIT FC ADDRESS WORD...
import { withCrc } from '../link/crc16.ts';
import { withMbap } from '../link/mbap.ts';

const [framing, unit, fc, address, ...words] = process.argv.slice(2);
const numbers = [unit, fc, address, ...words].map(Number);
const whole = (n: number | undefined, most: number) => n !== undefined && Number.isInteger(n) && n >= 0 && n <= most;
if (
  (framing !== 'rtu' && framing !== 'tcp') ||
  words.length === 0 ||
  words.length > 125 ||
  !whole(numbers[0], 255) ||
  !(numbers[1] === 3 || numbers[1] === 4) ||
  !numbers.slice(2).every((n) => whole(n, 0xffff))
) {
  console.error(
    'usage: write-frame.ts rtu|tcp UNIT 3|4 ADDRESS WORD... (1 to 125 words of 0 to 65535, or 0x0000 to 0xffff)',
  );
  process.exit(1);
}

const bytes = (values: readonly number[]): Buffer => {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [k, value] of values.entries()) buffer.writeUInt16BE(value, 2 * k);
  return buffer;
};
const head = Buffer.from(numbers.slice(0, 2));
const framed = (body: Buffer): string => (framing === 'tcp' ? withMbap(0x4e57, body) : withCrc(body)).toString('hex');
const values = numbers.slice(3);
console.log(
  JSON.stringify({
    framing,
    request: framed(Buffer.concat([head, bytes([numbers[2] ?? 0, values.length])])),
    reply: framed(Buffer.concat([head, Buffer.from([2 * values.length]), bytes(values)])),
  }),
);
