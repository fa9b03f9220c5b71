import { type ChargePointProduct, isSetpoint, isSwitch } from './product.ts';

/** One value per request, functions 3 and 6 only, unit 255; the set-point cannot be read back. */
export const kebaP30: ChargePointProduct = {
  id: 'keba-p30',
  functions: [3, 6],
  oneValuePerRead: true,
  boot: ({ failsafeA }) => ({
    serial: 17_619_300,
    product: 3_120_201,
    firmware: 30_911,
    phase_state: 1,
    phase_switch_source: 3,
    trigger_phase: 1,
    current_limit: failsafeA,
    enable: failsafeA === 0 ? 0 : 1,
    failsafe_timeout: 30,
  }),
  state({ state, image }) {
    const cable_state = state === 'A' ? 1 : 7;
    if (state === 'F') return { state: 4, cable_state };
    if (state === 'A') return { state: 1, cable_state };
    if (state === 'C') return { state: 3, cable_state };
    // Plugged in: switched off shows as interrupted, switched on as waiting for the car.
    return { state: image.number('enable') === 1 ? 2 : 5, cable_state };
  },
  offerA({ image, unwrittenForMs, facts }) {
    const timeoutMs = image.number('failsafe_timeout') * 1000;
    if (timeoutMs > 0 && unwrittenForMs > timeoutMs) return facts.failsafeA;
    return image.number('enable') === 1 ? image.number('current_limit') : 0;
  },
  accepts(quantity, value, { maxA }) {
    if (quantity === 'current_limit') return isSetpoint(value, maxA);
    if (quantity === 'enable' || quantity === 'trigger_phase') return isSwitch(value);
    return true;
  },
  written(quantity, value, image) {
    if (quantity === 'failsafe_timeout_set') image.set('failsafe_timeout', value);
    if (quantity === 'trigger_phase') image.set('phase_state', value);
  },
  phases: (image) => (image.number('trigger_phase') === 1 ? 3 : 1),
};
