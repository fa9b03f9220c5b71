/**
 * Powers by plain arithmetic only: IEEE 754 rounds that the same way everywhere, while `**` of the language is the
 * machine's own and differs in the last bits between processors. A replay has to give the same bytes on all of them.
 */

/** `base` to the power of `exponent`; NaN where it has no real value. */
export function power(base: number, exponent: number): number {
  if (Number.isSafeInteger(exponent)) return wholePower(base, exponent);
  if (exponent === 0.5) return Math.sqrt(base);
  return exp(exponent * log(base));
}

function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return exponent < 0 ? 1 / result : result;
}

/** ln 2 in two parts; the first has so few digits that its multiples up to 2^11 are exact. */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const ln2 = Math.LN2;

/** e to the power of `x`: by halves of ln 2, then a series. */
function exp(x: number): number {
  if (!(x < 710)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -746) return 0;
  const twos = Math.round(x / ln2);
  const rest = x - twos * ln2High - twos * ln2Low;
  let sum = 1;
  for (let k = 14; k > 0; k -= 1) sum = 1 + (sum * rest) / k;
  // In two steps: 2^-1074 is the smallest there is, and one step past it would be 0 too early.
  const half = Math.trunc(twos / 2);
  return sum * wholePower(2, half) * wholePower(2, twos - half);
}

/** The natural logarithm: twos out, then a series of (m - 1) / (m + 1). */
function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let mantissa = x;
  let twos = 0;
  for (; mantissa > Math.SQRT2; mantissa /= 2) twos += 1;
  for (; mantissa < Math.SQRT1_2; mantissa *= 2) twos -= 1;
  const part = (mantissa - 1) / (mantissa + 1);
  const square = part * part;
  let sum = 0;
  for (let k = 25; k > 0; k -= 2) sum = sum * square + 1 / k;
  return twos * ln2High + (twos * ln2Low + 2 * part * sum);
}
