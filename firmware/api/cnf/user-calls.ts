import { type CommandTable, laterCommands } from './command.ts';

/** What the calls about users and the box itself work on. */
export type UserCallParts = object;

/** Users and administration (original-product 2.6). */
export function userCalls(_parts: UserCallParts): CommandTable {
  return laterCommands('get_users get_user set_user get_new_user_id accept_license change_admin_pwd set_diag_logging');
}
