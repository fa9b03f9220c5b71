import { type CommandTable, laterCommands } from './command.ts';

/** What the calls that change parameters and devices work on. */
export type DeviceCallParts = object;

/** Parameters and the configuration of devices (original-product 2.3, 2.4). */
export function deviceCalls(_parts: DeviceCallParts): CommandTable {
  return laterCommands('set_params set_device del_device reset_device');
}
