/** A seeded source of chance: the same seed gives the same numbers on every machine. */
export interface Random {
  /** Evenly in [0, 1). */
  next(): number;
  /** Evenly between two bounds. */
  between(range: Range): number;
  chance(probability: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** Normal with mean 0 and deviation 1. */
  normal(): number;
  /** An independent source of its own: what one part draws does not move what another part gets. */
  fork(label: string): Random;
}

/** Lower and upper bound. */
export type Range = readonly [from: number, to: number];

/** Makes a source from a seed; any text or number will do. */
export function seededRandom(seed: string | number): Random {
  const next = smallFastCounter(hash(String(seed)));
  const random: Random = {
    next,
    between: ([from, to]) => from + (to - from) * next(),
    chance: (probability) => next() < probability,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    fork: (label) => seededRandom(`${seed}/${label}`),
  };
  return random;
}

/** sfc32 (Chris Doty-Humphrey's small fast counter): 128 bits of state, plenty for a plant. */
function smallFastCounter([first, second, third]: readonly [number, number, number]): () => number {
  let a = first;
  let b = second;
  let c = third;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  // The first numbers still show how alike two seeds are.
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** FNV-1a over the text, once per word of the state. */
function hash(text: string): [number, number, number] {
  const word = (salt: number): number => {
    let value = 0x811c9dc5 ^ salt;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
    return value ^ (value >>> 15);
  };
  return [word(1), word(2), word(3)];
}
