import { type CommandTable, laterCommands } from './command.ts';

/** What the calls about a charging session work on. */
export type SessionCallParts = object;

/** Cards, overrides and the soft meter (original-product 2.5). */
export function sessionCalls(_parts: SessionCallParts): CommandTable {
  return laterCommands('enter_rfid override_device soft_meter');
}
