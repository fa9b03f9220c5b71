import assert from 'node:assert/strict';
import { chargeState } from '../../../drivers/device/charge-state.ts';
import { product } from './device-on-bench.ts';

type Values = Readonly<Record<string, number>>;

/** States that are made of several registers or of bits, by hand from the register tables. `undefined`: no state, never a guess. */
const table: readonly [id: string, values: Values, state: string | undefined][] = [
  ['compleo-solo-duo', { state: 0 }, 'A'],
  ['compleo-solo-duo', { state: 1 }, 'B'],
  ['compleo-solo-duo', { state: 3 }, 'C'],
  ['compleo-solo-duo', {}, undefined],
  ['delta-ac-max', { state: 0, state_ocpp: 4 }, 'A'],
  ['delta-ac-max', { state: 3, state_ocpp: 1 }, 'C'],
  ['delta-ac-max', { state: 7, state_ocpp: 9 }, 'B'],
  // AC MAX Basic has no register 1.
  ['delta-ac-max', { state_ocpp: 1 }, 'A'],
  ['delta-ac-max', { state_ocpp: 4 }, 'C'],
  ['delta-ac-max', { state_ocpp: 6 }, 'B'],
  ['delta-ac-max', { state_ocpp: 0 }, undefined],
  ['delta-ac-max', { state: 8, state_ocpp: 9 }, undefined],
  ['pulsares-simplybox', { connection: 0, charge_status: 3 }, 'A'],
  ['pulsares-simplybox', { connection: 1, charge_status: 0 }, 'B'],
  ['pulsares-simplybox', { connection: 1, charge_status: 4 }, 'C'],
  ['pulsares-simplybox', { connection: 1 }, undefined],
  ['abb-terra-ac', { state: 0x0000, socket_lock: 0 }, 'A'],
  ['abb-terra-ac', { state: 0x0100, socket_lock: 0 }, 'B'],
  ['abb-terra-ac', { state: 0x0201, socket_lock: 0 }, 'B'],
  ['abb-terra-ac', { state: 0x0300, socket_lock: 0 }, 'C'],
  ['abb-terra-ac', { state: 0x8400, socket_lock: 0 }, 'C'],
  ['abb-terra-ac', { state: 0x0500, socket_lock: 0x0101 }, 'B'],
  ['abb-terra-ac', { state: 0x0500, socket_lock: 0x0011 }, 'A'],
  ['abb-terra-ac', { state: 0x0500 }, undefined],
  ['abb-terra-ac', { state: 0x0600, socket_lock: 0 }, undefined],
  ['abb-terra-ac', { state: 0x0800, socket_lock: 0 }, undefined],
  ['solax-evc', { state: 4 }, 'E'],
  ['solax-evc', { state: 6 }, undefined],
  ['etrel-inch', { state: 0 }, undefined],
  ['evse-din', { state: 4 }, 'D'],
  ['kathrein-kwb', { cp_state: 6 }, undefined],
  ['nrgkick-gen2', { state: 0 }, undefined],
  ['em2go-home', { state: 5 }, undefined],
];

describe('States of charge points of the second part of the catalogue', () => {
  for (const [id, values, state] of table)
    it(`of ${id} with ${JSON.stringify(values)} is ${state}`, () => {
      const mapping = product(id).state;
      assert.ok(mapping);
      assert.equal(
        chargeState(mapping, (quantity) => values[quantity]),
        state,
      );
    });
});
