import type { Channel } from '../../domain/channel.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { may } from '../../domain/rights.ts';
import type { GatewayPort } from '../gateway-port.ts';
import type { Call } from './route.ts';

type Caller = Call<unknown>['identity'];

/**
 * Whoever sets channels up gives nobody more rights than he has himself: a channel whose role is administrator, before or
 * after, is put by administrators only, since its pin and its address say who that is. Throws `forbidden` (403).
 */
export function mustGiveChannel(caller: Caller, before: Pick<Channel, 'role'> | undefined, role: unknown): void {
  if ([before?.role, role].includes('administrator'))
    mustBeAdministrator(caller, 'A channel of the role administrator is put by an administrator only');
}

/** The same for the switch: who is no administrator leaves the function as it is, or switches it off. Throws `forbidden`. */
export function mustGiveFunctions(caller: Caller, gateway: GatewayPort, functions: unknown): void {
  const wanted = typeof functions === 'object' && functions !== null && 'administration' in functions;
  if (wanted && functions.administration !== false && !gateway.functionOn('administration'))
    mustBeAdministrator(caller, 'The function administration is switched on by an administrator only');
}

function mustBeAdministrator(caller: Caller, sentence: string): void {
  if (caller === undefined || !may(caller.role, 'users')) throw new NetwachtError('forbidden', sentence);
}
