import { type CommandTable, laterCommands } from './command.ts';

/** What the calls that read and write registers work on. */
export type ModbusCallParts = object;

/** Registers over HTTP (original-product 2.7). */
export function modbusCalls(_parts: ModbusCallParts): CommandTable {
  return laterCommands('modbus modbus_get modbus_set');
}
