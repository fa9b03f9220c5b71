/** What each product of `control-rows-cp2.ts` shows when it is found: a car is plugged in and waits. */
export const secondFound: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  'compleo-solo-duo': { connectors: 2, state: 1, failsafe_timeout: 60 },
  'delta-ac-max': { station_state: 1, evse_count: 2, state: 1, comm_timeout: 40 },
  'schneider-evlink-prodc-v3': { state: 4 },
  'pulsares-simplybox': { sw_version: 4, connection: 1, charge_status: 1, backup_mode: 4, phase_module: 1, phases: 2 },
  'solax-evc': { state: 1, firmware: 9.05 },
  'abb-terra-ac': { max_rated: 32, state: 0x0200, socket_lock: 0x0111 },
  'obo-ion': { state: 1, max_current: 16 },
  'em2go-home': { state: 2, max_current_hw: 16, min_current_hw: 6, command: 2, phases: 3, comm_timeout: 60 },
  daheimladen: { state: 2, max_current_hw: 16, comm_timeout: 60 },
  'evse-din': { state: 2, firmware: 16, config: 1 },
  'evse-din-precise': { state: 2, firmware: 17, config: 0x81 },
  'nrgkick-gen2': { max_phases: 3, state: 2, pause: 1, phases: 3 },
  'etrel-inch': { state: 3 },
  'kathrein-kwb': { layout: 1, cp_state: 1, device_info: 0x8102, ems_relays: 7 },
};
