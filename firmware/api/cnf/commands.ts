import { NetwachtError } from '../../domain/errors.ts';
import type { Right } from '../../domain/rights.ts';
import type { Author, PlanPort, VariablePort } from '../ports.ts';
import { planCommands } from './plan-calls.ts';
import { detailedAnswer, flatAnswer } from './variable-answer.ts';
import { changeFromBody, changeFromQuery, once } from './variable-change.ts';

/** One call of the original, with what it needs; what it gives is the JSON answer. */
export interface Command {
  readonly right: Right;
  /** Whether it changes something: such calls are refused to foreign pages. */
  readonly changes: boolean;
  run(call: CommandCall): Promise<unknown> | unknown;
}

export interface CommandCall {
  readonly method: string;
  /** The body as JSON; rejects with a NetwachtError. */
  readonly json: () => Promise<unknown>;
  readonly query: URLSearchParams;
  readonly author: Author;
}

/** Calls of the original that are understood but not built: they say so instead of looking like a typing error. */
const laterCommands = [
  'get_dev_info get_params get_dev_types set_params get_devices set_device del_device reset_device enter_rfid',
  'override_device soft_meter set_ajax_meter set_ajax_evse get_users get_user set_user',
  'get_new_user_id accept_license change_admin_pwd set_diag_logging modbus modbus_get modbus_set',
].flatMap((line) => line.split(' '));

/** The table of `/cnf?cmd=…`. */
export function commands(variables: VariablePort, plans: PlanPort): ReadonlyMap<string, Command> {
  const set: Command = {
    right: 'variables',
    changes: true,
    async run({ method, json, query, author }) {
      const change = method === 'POST' ? changeFromBody(await json(), query, author) : changeFromQuery(query, author);
      await variables.change(change);
      return { ok: true };
    },
  };
  const get: Command = {
    right: 'read',
    changes: false,
    run: ({ query }) =>
      once(query, 'detail') === '1' ? detailedAnswer(variables.list()) : flatAnswer(variables.list()),
  };
  return new Map<string, Command>([
    ['set_cm_vars', set],
    ['set_cm_var', set],
    ['get_cm_vars', get],
    ...planCommands(plans),
    ...laterCommands.map((name): [string, Command] => [name, later(name)]),
  ]);
}

const later = (name: string): Command => ({
  right: 'read',
  changes: !name.startsWith('get_'),
  run() {
    throw new NetwachtError('notYet', `${name} is not yet supported`);
  },
});
