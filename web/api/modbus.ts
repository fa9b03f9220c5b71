import type { ModbusView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** The Modbus TCP servers of the box as they are. */
export const readModbus = () => call<ModbusView>('GET', 'modbus');
