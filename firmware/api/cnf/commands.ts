import type { Command } from './command.ts';
import { type DeviceCallParts, deviceCalls } from './device-calls.ts';
import { type ModbusCallParts, modbusCalls } from './modbus-calls.ts';
import { type PlanCallParts, planCalls } from './plan-calls.ts';
import { type PushCallParts, pushCalls } from './push-calls.ts';
import { type ReadCallParts, readCalls } from './read-calls.ts';
import { type SessionCallParts, sessionCalls } from './session-calls.ts';
import { type UserCallParts, userCalls } from './user-calls.ts';
import { type VariableCallParts, variableCalls } from './variable-calls.ts';

/** What the calls of the original work on: each theme says what it needs. */
export type CommandParts = VariableCallParts &
  PlanCallParts &
  ReadCallParts &
  DeviceCallParts &
  SessionCallParts &
  UserCallParts &
  PushCallParts &
  ModbusCallParts;

/** The table of `/cnf?cmd=…`. */
export const commands = (parts: CommandParts): ReadonlyMap<string, Command> =>
  new Map<string, Command>([
    ...variableCalls(parts),
    ...planCalls(parts),
    ...readCalls(parts),
    ...deviceCalls(parts),
    ...sessionCalls(parts),
    ...userCalls(parts),
    ...pushCalls(parts),
    ...modbusCalls(parts),
  ]);
