import { type ChargePointProduct, isSetpoint, isSwitch } from './product.ts';

/** Whole amperes; what belongs to a connector lies at 1000 times its number. */
export const phoenixCharx: ChargePointProduct = {
  id: 'phoenix-charx',
  functions: [3, 4, 6, 16],
  boot: ({ id, failsafeA }) => ({
    name: `CHARX ${id}`,
    sw_version: 'V1.5.0',
    controllers: 1,
    meter_type: 4,
    release: 1,
    current_limit: failsafeA,
  }),
  state({ state, image }) {
    if (state === 'B') return { state: image.number('current_limit') < 6 ? 'B1' : 'B2' };
    return { state: state === 'C' ? 'C2' : `${state}1` };
  },
  offerA: ({ image }) => (image.number('release') === 1 ? image.number('current_limit') : 0),
  accepts: (quantity, value, { maxA }) => (quantity === 'release' ? isSwitch(value) : isSetpoint(value, maxA)),
};
