/** Values as SunSpec writes them in registers (SunSpec Information Model Specification 2.0, chapter 5), high word first. */

/** A float; unknown is NaN, never 0. */
export function floatWords(value: number | null | undefined): readonly [number, number] {
  const bytes = Buffer.alloc(4);
  // One pattern of the many: the one of the specification.
  if (value === null || value === undefined || !Number.isFinite(value)) bytes.writeUInt32BE(0x7fc00000);
  else bytes.writeFloatBE(value);
  return [bytes.readUInt16BE(0), bytes.readUInt16BE(2)];
}

/** The float of two registers. */
export function floatOf(high: number, low: number): number {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16BE(high, 0);
  bytes.writeUInt16BE(low, 2);
  return bytes.readFloatBE(0);
}

/** UTF-8 in exactly `registers` registers, filled with zeros; a character that does not fit whole is left out. */
export function textWords(text: string, registers: number): readonly number[] {
  const bytes = Buffer.alloc(2 * registers);
  bytes.write(text);
  return Array.from({ length: registers }, (_, k) => bytes.readUInt16BE(2 * k));
}

/** The text of registers, up to its first zero. */
export function textOf(words: readonly number[]): string {
  const bytes = Buffer.alloc(2 * words.length);
  words.forEach((word, k) => {
    bytes.writeUInt16BE(word, 2 * k);
  });
  return bytes.toString('utf8').replace(/\0.*$/s, '');
}

/** What stands for "not there": of an unsigned 16 bit number and an enumeration, of a signed number and a scale. */
export const noUint16 = 0xffff;
export const noInt16 = 0x8000;
