import type { Row } from './control-row.ts';

/** Products that speak Modbus ASCII. */
export const asciiRows: readonly Row[] = [
  {
    id: 'abl-emh1',
    // Steps of 0.06 A, rounded down: 15.96 A and 10.5 A.
    raise: [[1, 16, 20, [266]]],
    lower: [[1, 16, 20, [175]]],
    stop: [[1, 16, 20, [1000]]],
    wake: [
      [1, 16, 5, [0xe0e0]],
      [1, 16, 5, [0xa1a1]],
    ],
  },
];
