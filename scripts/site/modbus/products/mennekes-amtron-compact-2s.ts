import { type ChargePointProduct, isSetpoint, isSwitch } from './product.ts';

const heartbeatToken = 0x55aa;
/** The token comes every 5 s; one may get lost. */
const heartbeatHoldsMs = 10_000;

/** The limit is in force only while the heartbeat comes; release 0 shows as state 6. */
export const mennekesAmtronCompact2s: ChargePointProduct = {
  id: 'mennekes-amtron-compact-2s',
  functions: [3, 6, 16],
  boot: ({ id, failsafeA }) => ({
    modbus_version: 0x0105,
    firmware: '1.3.0',
    serial: `SIM-${id}`,
    current_limit: failsafeA,
    release: 1,
    phase_options_hw: 2,
  }),
  state({ state, image }) {
    if (state === 'F') return { state: 6 };
    if (state === 'A') return { state: 1 };
    if (image.number('release') === 0) return { state: 6 };
    return { state: state === 'C' ? 5 : 3 };
  },
  offerA({ image, sinceWriteMs, facts }) {
    if (image.number('release') === 0) return 0;
    return sinceWriteMs('heartbeat') <= heartbeatHoldsMs ? image.number('current_limit') : facts.failsafeA;
  },
  accepts(quantity, value, { maxA }) {
    if (quantity === 'heartbeat') return value === heartbeatToken;
    if (quantity === 'current_limit') return isSetpoint(value, maxA);
    return isSwitch(value);
  },
  phases: (image) => (image.number('requested_phases') === 1 ? 1 : 3),
};
