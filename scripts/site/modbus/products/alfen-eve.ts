import { type ChargePointProduct, isSetpoint } from './product.ts';

/** How long a set-point holds unless it is written again. */
const validityMs = 60_000;

/** Function 16 for the set-point; NaN for phases that are not there; state as text. */
export const alfenEve: ChargePointProduct = {
  id: 'alfen-eve',
  functions: [3, 6, 16],
  boot: ({ failsafeA, phases }) => ({ current_limit: failsafeA, phases: phases === 3 ? 3 : 1 }),
  state({ state, image }) {
    const stopped = image.number('current_limit') < 6;
    if (state === 'B') return { state: stopped ? 'B1' : 'B2' };
    return { state: state === 'C' ? 'C2' : state };
  },
  offerA({ image, sinceWriteMs, facts }) {
    return sinceWriteMs('current_limit') <= validityMs ? image.number('current_limit') : facts.failsafeA;
  },
  accepts(quantity, value, { maxA }) {
    return quantity === 'phases' ? value === 1 || value === 3 : isSetpoint(value, maxA);
  },
  phases: (image) => (image.number('phases') === 1 ? 1 : 3),
};
