import type { ModbusView } from '../domain/modbus-server.ts';

/** The Modbus TCP servers of the box: who is connected, and what was refused last. */
export interface ModbusPort {
  view(): ModbusView;
}
