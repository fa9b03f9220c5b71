import type { Row, UnconfirmedRow } from './control-row.ts';

/** Charge points of the second part of the catalogue, by hand from the register tables. Whole amperes: 10.5 A is rounded down. */
export const secondRows: readonly Row[] = [
  {
    id: 'delta-ac-max',
    connector: 2,
    // Watts for one phase: nothing is drawn yet. 16 A and 10.5 A at 207 V.
    raise: [[1, 16, 2600, [0, 3312]]],
    lower: [[1, 16, 2600, [0, 2173]]],
    stop: [[1, 16, 2600, [0, 0]]],
    signOfLife: { frames: [[1, 16, 2600, [0, 0]]], periodMs: 20_000 },
  },
  {
    id: 'schneider-evlink-prodc-v3',
    raise: [[255, 6, 4004, [16]]],
    lower: [[255, 6, 4004, [10]]],
    stop: [[255, 6, 4004, [0]]],
    signOfLife: { frames: [[255, 6, 4000, [1]]], periodMs: 2_000 },
  },
  {
    id: 'pulsares-simplybox',
    raise: [[1, 16, 93, [16_000]]],
    lower: [[1, 16, 93, [10_500]]],
    stop: [[1, 16, 93, [0]]],
    onePhase: [[1, 16, 139, [0]]],
    threePhases: [[1, 16, 139, [2]]],
  },
  {
    id: 'solax-evc',
    raise: [
      [70, 6, 1576, [1600]],
      [70, 6, 1575, [4]],
    ],
    lower: [[70, 6, 1576, [1050]]],
    stop: [[70, 6, 1575, [3]]],
    onePhase: [[70, 6, 41_221, [1]]],
    threePhases: [[70, 6, 41_221, [2]]],
  },
  {
    id: 'abb-terra-ac',
    raise: [[1, 16, 16_640, [0, 16_000]]],
    lower: [[1, 16, 16_640, [0, 10_500]]],
    stop: [[1, 16, 16_640, [0, 0]]],
  },
  {
    id: 'obo-ion',
    raise: [
      [101, 6, 6, [16]],
      [101, 6, 5, [1]],
    ],
    lower: [[101, 6, 6, [10]]],
    stop: [[101, 6, 5, [0]]],
    failsafe: [
      [101, 6, 30, [6]],
      [101, 6, 28, [60_000]],
    ],
  },
  {
    id: 'em2go-home',
    raise: [
      [255, 16, 91, [160]],
      [255, 16, 95, [1]],
    ],
    lower: [[255, 16, 91, [100]]],
    stop: [[255, 16, 95, [2]]],
    onePhase: [[255, 16, 200, [1]]],
    threePhases: [[255, 16, 200, [3]]],
    // The time-out stays as it is.
    failsafe: [[255, 16, 87, [60]]],
  },
  {
    id: 'evse-din',
    raise: [[1, 16, 1000, [16]]],
    lower: [[1, 16, 1000, [10]]],
    stop: [[1, 16, 1000, [0]]],
  },
  {
    id: 'evse-din-precise',
    raise: [[1, 16, 1000, [1600]]],
    lower: [[1, 16, 1000, [1050]]],
    stop: [[1, 16, 1000, [0]]],
  },
  {
    id: 'nrgkick-gen2',
    raise: [
      [1, 6, 194, [160]],
      [1, 6, 195, [0]],
    ],
    lower: [[1, 6, 194, [105]]],
    stop: [[1, 6, 195, [1]]],
    onePhase: [[1, 6, 198, [1]]],
    threePhases: [[1, 6, 198, [3]]],
  },
  {
    id: 'etrel-inch',
    connector: 2,
    raise: [[1, 16, 108, [0x4180, 0]]],
    lower: [[1, 16, 108, [0x4128, 0]]],
    stop: [[1, 16, 108, [0, 0]]],
  },
  {
    id: 'kathrein-kwb',
    raise: [
      [0, 6, 160, [0x8000]],
      [0, 6, 162, [16_000]],
    ],
    lower: [[0, 6, 162, [10_500]]],
    stop: [[0, 6, 162, [0]]],
    signOfLife: { frames: [[0, 6, 162, [0]]], periodMs: 30_000 },
    onePhase: [[0, 6, 161, [1]]],
    threePhases: [[0, 6, 161, [7]]],
    failsafe: [
      [0, 6, 165, [6000]],
      [0, 6, 163, [60]],
    ],
  },
];

/** Products whose sources dispute what is written: what goes out once a person has confirmed it. */
export const secondUnconfirmedRows: readonly UnconfirmedRow[] = [
  // 33 steps of 100 W: 16 A at 207 V on one phase.
  { id: 'compleo-solo-duo', confirmed: 'power_limit', raise: [[255, 6, 256, [33]]], stop: [[255, 6, 256, [0]]] },
  { id: 'daheimladen', raise: [[255, 16, 91, [160]]], stop: [[255, 16, 91, [0]]] },
];
