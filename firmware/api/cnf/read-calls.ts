import { type CommandTable, laterCommands } from './command.ts';

/** What the calls that only read work on. */
export type ReadCallParts = object;

/** State, parameters and configuration of the box. */
export function readCalls(_parts: ReadCallParts): CommandTable {
  return laterCommands('get_dev_info get_params get_dev_types get_devices');
}
