import type { Row } from './control-row.ts';
import { asciiRows } from './control-rows-ascii.ts';
import { firstRows } from './control-rows-cp1.ts';
import { secondRows } from './control-rows-cp2.ts';

/** 16 A as float32, 10.5 A, and zero. */
const sixteen = [0x4180, 0];
const tenAndHalf = [0x4128, 0];
const zero = [0, 0];

/** One row for each charge point of the catalogue. */
export const controlRows: readonly Row[] = [
  ...asciiRows,
  ...firstRows,
  ...secondRows,
  {
    id: 'keba-p30',
    raise: [
      [255, 6, 5004, [16_000]],
      [255, 6, 5014, [1]],
    ],
    lower: [[255, 6, 5004, [10_500]]],
    stop: [[255, 6, 5014, [0]]],
    signOfLife: { frames: [[255, 6, 5018, [30]]], periodMs: 15_000 },
    onePhase: [[255, 6, 5052, [0]]],
    threePhases: [[255, 6, 5052, [1]]],
  },
  {
    id: 'heidelberg-energy-control',
    raise: [
      [1, 16, 258, [4]],
      [1, 16, 261, [160]],
    ],
    lower: [[1, 16, 261, [105]]],
    stop: [[1, 16, 261, [0]]],
    wake: [
      [1, 16, 259, [0]],
      [1, 16, 259, [1]],
    ],
    failsafe: [
      [1, 16, 262, [60]],
      [1, 16, 257, [60_000]],
    ],
  },
  {
    id: 'cfos-powerbrain',
    raise: [
      [1, 6, 8093, [160]],
      [1, 6, 8094, [1]],
    ],
    lower: [[1, 6, 8093, [105]]],
    stop: [[1, 6, 8094, [0]]],
    onePhase: [[1, 6, 8087, [1]]],
    threePhases: [[1, 6, 8087, [0]]],
    wake: [[1, 6, 8086, [3]]],
    // The time-out stays as it is: the order of its words is not verified.
    failsafe: [[1, 6, 8085, [60]]],
  },
  {
    id: 'alfen-eve',
    raise: [[1, 16, 1210, sixteen]],
    lower: [[1, 16, 1210, tenAndHalf]],
    stop: [[1, 16, 1210, zero]],
    signOfLife: { frames: [[1, 16, 1210, zero]], periodMs: 25_000 },
    onePhase: [[1, 6, 1215, [1]]],
    threePhases: [[1, 6, 1215, [3]]],
  },
  {
    id: 'mennekes-amtron-compact-2s',
    raise: [
      [50, 16, 770, sixteen],
      [50, 6, 3333, [1]],
    ],
    lower: [[50, 16, 770, tenAndHalf]],
    stop: [[50, 6, 3333, [0]]],
    signOfLife: { frames: [[50, 6, 3328, [0x55aa]]], periodMs: 5_000 },
    onePhase: [[50, 6, 3332, [1]]],
    threePhases: [[50, 6, 3332, [0]]],
  },
  {
    id: 'phoenix-charx',
    connector: 2,
    raise: [[1, 16, 2301, [16]]],
    // Whole amperes: 10.5 A is rounded down.
    lower: [[1, 16, 2301, [10]]],
    stop: [[1, 16, 2301, [0]]],
  },
];
