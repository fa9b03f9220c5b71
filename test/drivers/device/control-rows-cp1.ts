import type { Row, UnconfirmedRow } from './control-row.ts';

const perPhase = (unit: number, words: readonly number[]) =>
  [1012, 1014, 1016].map((address) => [unit, 16, address, words] as const);

/** Charge points of the first part of the catalogue, by hand from the register tables. Whole amperes: 10.5 A is rounded down. */
export const firstRows: readonly Row[] = [
  {
    id: 'keba-p40',
    raise: [[255, 6, 5004, [16_000]]],
    lower: [[255, 6, 5004, [10_500]]],
    stop: [[255, 6, 5004, [0]]],
    signOfLife: { frames: [[255, 6, 5018, [30]]], periodMs: 15_000 },
    onePhase: [[255, 6, 5052, [0]]],
    threePhases: [[255, 6, 5052, [1]]],
  },
  {
    id: 'amperfied-connect',
    raise: [[255, 16, 261, [160]]],
    lower: [[255, 16, 261, [105]]],
    stop: [[255, 16, 261, [0]]],
    onePhase: [[255, 16, 501, [1]]],
    threePhases: [[255, 16, 501, [3]]],
    wake: [
      [255, 16, 259, [0]],
      [255, 16, 259, [1]],
    ],
    failsafe: [
      [255, 16, 262, [60]],
      [255, 16, 257, [60_000]],
    ],
  },
  {
    id: 'mennekes-hcc3',
    raise: [[255, 6, 1024, [16]]],
    lower: [[255, 6, 1024, [10]]],
    stop: [[255, 6, 1024, [0]]],
  },
  {
    id: 'bender-cc612-cc613',
    raise: [[255, 16, 1000, [16]]],
    lower: [[255, 16, 1000, [10]]],
    stop: [[255, 16, 1000, [0]]],
    // The time-out stays as it is.
    failsafe: [[255, 16, 131, [6]]],
  },
  {
    id: 'phoenix-em-cp-pp-eth',
    raise: [
      [180, 6, 300, [16]],
      [180, 5, 400, [1]],
    ],
    lower: [[180, 6, 300, [10]]],
    stop: [[180, 5, 400, [0]]],
  },
  {
    id: 'phoenix-ev-eth',
    raise: [
      [255, 6, 528, [16]],
      [255, 5, 400, [1]],
    ],
    lower: [[255, 6, 528, [10]]],
    stop: [[255, 5, 400, [0]]],
  },
  {
    id: 'wallbe-eco',
    raise: [
      [255, 6, 528, [160]],
      [255, 5, 400, [1]],
    ],
    lower: [[255, 6, 528, [105]]],
    stop: [[255, 5, 400, [0]]],
  },
  {
    id: 'phoenix-ev-cc-ac1-m',
    raise: [
      [1, 6, 22_000, [16]],
      [1, 5, 20_000, [1]],
    ],
    lower: [[1, 6, 22_000, [10]]],
    stop: [[1, 5, 20_000, [0]]],
  },
  {
    id: 'webasto-next',
    raise: [[255, 16, 5004, [16]]],
    lower: [[255, 16, 5004, [10]]],
    stop: [[255, 16, 5004, [0]]],
    signOfLife: { frames: [[255, 6, 6000, [1]]], periodMs: 10_000 },
  },
  {
    id: 'vestel-evc04',
    raise: [[255, 6, 5004, [16]]],
    lower: [[255, 6, 5004, [10]]],
    stop: [[255, 6, 5004, [0]]],
    signOfLife: { frames: [[255, 6, 6000, [1]]], periodMs: 5_000 },
    onePhase: [[255, 6, 405, [0]]],
    threePhases: [[255, 6, 405, [1]]],
  },
  {
    id: 'go-e-charger',
    // Register 299, never 300.
    raise: [
      [1, 16, 299, [16]],
      [1, 16, 337, [2]],
    ],
    lower: [[1, 16, 299, [10]]],
    stop: [[1, 16, 337, [1]]],
    onePhase: [[1, 16, 332, [1]]],
    threePhases: [[1, 16, 332, [2]]],
  },
  {
    id: 'peblar',
    raise: [[255, 16, 40_000, [0, 16_000]]],
    lower: [[255, 16, 40_000, [0, 10_500]]],
    stop: [[255, 16, 40_000, [0, 0]]],
    onePhase: [[255, 6, 40_002, [1]]],
    threePhases: [[255, 6, 40_002, [0]]],
  },
  {
    id: 'innogy-ebox',
    raise: perPhase(1, [0x4180, 0]),
    lower: perPhase(1, [0x4128, 0]),
    stop: perPhase(1, [0, 0]),
  },
];

/** Products whose unit the sources dispute: what goes out once a person has confirmed it. */
export const unconfirmedRows: readonly UnconfirmedRow[] = [
  {
    id: 'sungrow-ac011',
    raise: [
      [248, 6, 21_202, [160]],
      [248, 6, 21_210, [1]],
      [248, 6, 21_211, [0]],
    ],
    stop: [
      [248, 6, 21_210, [1]],
      [248, 6, 21_211, [1]],
    ],
  },
  { id: 'daheimladen-touch', raise: [[255, 16, 91, [160]]], stop: [[255, 16, 91, [0]]] },
  { id: 'siemens-versicharge', raise: [[2, 6, 1633, [1600]]], stop: [[2, 6, 1633, [0]]] },
];
