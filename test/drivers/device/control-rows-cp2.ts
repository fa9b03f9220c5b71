import type { Row } from './control-row.ts';

/** Charge points of the second part of the catalogue. */
export const secondRows: readonly Row[] = [];
