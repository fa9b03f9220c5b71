/**
 * How much slower than a quiet machine of two cores this one may be: NETWACHT_TEST_PATIENCE, 1 if absent. Every limit of the
 * image tests is multiplied by it; the times that they report are not.
 */
const factor = Number(process.env.NETWACHT_TEST_PATIENCE ?? '1');
if (!(factor >= 1 && factor <= 20)) throw new Error('NETWACHT_TEST_PATIENCE is a number from 1 to 20');

export const patient = (limitMs: number): number => limitMs * factor;
