import { type ChargePointProduct, isSetpoint, isSwitch } from './product.ts';

const stateCodes = { A: 0, B: 1, C: 2, D: 3, E: 4, F: 5 } as const;

/** Set-point and switch apart; falls to its fail-safe current after 300 s of silence. */
export const cfosPowerbrain: ChargePointProduct = {
  id: 'cfos-powerbrain',
  functions: [3, 6, 16],
  boot: ({ id, failsafeA, maxA }) => ({
    vendor_id: 0xcf05,
    product_id: 1,
    device_id: 0x100,
    firmware: '0114',
    firmware_build: 1234,
    map_version: 0x0101,
    serial: `SIM-${id}`,
    name: `Power Brain ${id}`,
    unit_id: 1,
    meter_flags: 1,
    meter_present: 1,
    // Phases may be switched while a car is plugged in.
    flags: 0x100,
    current_limit_default: failsafeA,
    enable_default: failsafeA === 0 ? 0 : 1,
    failsafe_timeout: 300,
    failsafe_current: failsafeA,
    cable_max_current: maxA,
    current_limit: failsafeA,
    enable: failsafeA === 0 ? 0 : 1,
  }),
  state: ({ state }) => ({ state: stateCodes[state] }),
  offerA({ image, silentForMs, sinceWriteMs }) {
    if (sinceWriteMs('disconnect_cp') < image.number('disconnect_cp') * 1000) return 0;
    const timeoutMs = image.number('failsafe_timeout') * 1000;
    if (timeoutMs > 0 && silentForMs > timeoutMs) return image.number('failsafe_current');
    return image.number('enable') === 1 ? image.number('current_limit') : 0;
  },
  accepts(quantity, value, { maxA }) {
    if (quantity === 'current_limit') return isSetpoint(value, maxA) && value !== 0;
    if (quantity === 'enable' || quantity === 'relay_select' || quantity === 'relay2') return isSwitch(value);
    return true;
  },
  phases: (image) => (image.number('relay_select') === 1 ? 1 : 3),
};
