import { randomInt } from 'node:crypto';

const starts = 'b d f g h k l m n p r s t v w z'.split(' ');
const vowels = 'a e i o u'.split(' ');

/** A password to be read aloud and typed: three made-up words and two digits, about 45 bits. */
export function readablePassword(): string {
  const pick = (choices: readonly string[]): string => choices[randomInt(choices.length)] ?? '';
  const word = (): string => pick(starts) + pick(vowels) + pick(starts) + pick(vowels) + pick(starts);
  return `${word()}-${word()}-${word()}-${randomInt(10, 100)}`;
}
