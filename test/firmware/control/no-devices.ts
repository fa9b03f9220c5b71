import type { Bus } from '../../../drivers/bus/types.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import type { ControlRoomOptions } from '../../../firmware/control/control-room.ts';

/** For a control room without lines: devices that the site names never come, and no contact can be opened. */
export const noDevices: Pick<ControlRoomOptions, 'makers' | 'openContacts'> = {
  makers: {
    openBus: () => ({ close: async () => {} }) as unknown as Bus,
    definition: () => ({}) as ModbusDefinition,
    createDevice: () => {
      throw new Error('there is none');
    },
    createMessageDevice: () => {
      throw new Error('there is none');
    },
  },
  openContacts: () => {
    throw new Error('there are none');
  },
};
