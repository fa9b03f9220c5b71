import { type ChargePointProduct, isSetpoint, isSwitch } from './product.ts';

/** Standby ends by a plug or a car; only 4 in register 258 keeps it away. */
const standbyOff = 4;
const standbyAfterMs = 60_000;
const returnsAfterLockMs = 10_000;

/** Goes silent when standby is on and nobody charges; falls to its own current when nobody speaks to it. */
export const heidelbergEnergyControl: ChargePointProduct = {
  id: 'heidelberg-energy-control',
  functions: [3, 4, 6, 16],
  // It wants about 100 ms; a request after half of it still comes through here, one that follows at once is lost.
  pauseMs: 50,
  boot: ({ failsafeA, maxA }) => ({
    temperature: 31.5,
    ext_lock: 1,
    hw_max_current: Math.min(maxA, 16),
    hw_min_current: 6,
    watchdog_timeout: 15_000,
    remote_lock: 1,
    current_limit: failsafeA,
    failsafe_current: failsafeA,
  }),
  state({ state, image }) {
    const permitted = image.number('current_limit') >= 6;
    if (state === 'F') return { state: 11 };
    if (image.number('remote_lock') === 0) return { state: 10 };
    if (state === 'A') return { state: permitted ? 3 : 2 };
    if (state === 'B') return { state: permitted ? 5 : 4 };
    return { state: 7 };
  },
  offerA({ image, silentForMs, sinceWriteMs }) {
    if (image.number('remote_lock') === 0) return 0;
    if (sinceWriteMs('remote_lock') < returnsAfterLockMs) return 0;
    const timeoutMs = image.number('watchdog_timeout');
    if (timeoutMs > 0 && silentForMs > timeoutMs) return image.number('failsafe_current');
    return image.number('current_limit');
  },
  accepts(quantity, value, { maxA }) {
    if (quantity === 'current_limit' || quantity === 'failsafe_current') return isSetpoint(value, Math.min(maxA, 16));
    if (quantity === 'remote_lock') return isSwitch(value);
    return true;
  },
  isDeaf: ({ image, state, stateForMs }) =>
    image.number('standby') !== standbyOff && state !== 'C' && stateForMs > standbyAfterMs,
};
