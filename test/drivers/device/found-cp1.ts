/** What each product of `control-rows-cp1.ts` shows when it is found: a car is plugged in and waits. */
export const firstFound: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  'keba-p40': { product: 4_123_456, state: 5, cable_state: 7, failsafe_timeout: 30, phase_switch_source: 3 },
  'amperfied-connect': { state: 4, hw_max_current: 16, watchdog_timeout: 15_000, phase_state: 3 },
  'mennekes-hcc3': { state: 3 },
  'bender-cc612-cc613': { state: 2, comm_timeout: 60 },
  'phoenix-em-cp-pp-eth': { state: 66 },
  'phoenix-ev-eth': { state: 66, current_limit: 6 },
  'wallbe-eco': { state: 66, current_limit: 6 },
  'phoenix-ev-cc-ac1-m': { state: 'B' },
  'webasto-next': { state: 1, max_current_hw: 32, comm_timeout: 20 },
  'vestel-evc04': { cable_state: 2, failsafe_timeout: 20, phases: 1 },
  'go-e-charger': { state: 3, force_state: 1 },
  peblar: { state: 66, phases: 3, independent_relays: 1 },
  'sungrow-ac011': { state: 2, work_mode: 6 },
  'siemens-versicharge': { state: 66 },
  'innogy-ebox': { state: 'B1', table_version: 6 },
  'daheimladen-touch': { state: 2, max_current_hw: 16, failsafe_timeout: 60 },
};
