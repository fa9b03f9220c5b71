import { type CommandTable, laterCommands } from './command.ts';

/** What the calls that push values into the box work on. */
export type PushCallParts = object;

/** Meters and charge points that are fed from outside (original-product 2.6). */
export function pushCalls(_parts: PushCallParts): CommandTable {
  return laterCommands('set_ajax_meter set_ajax_evse');
}
