import type { IncomingMessage } from 'node:http';
import type { ChannelAuthority } from '../../domain/channel-command.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { variableKey } from '../../domain/variable.ts';
import { readJson } from '../body.ts';
import { detailedAnswer, flatAnswer } from '../cnf/variable-answer.ts';
import { changeFromBody, changeFromQuery, once } from '../cnf/variable-change.ts';
import type { Log } from '../log.ts';
import type { VariableChange, VariablePort } from '../ports.ts';
import { type Observation, observed } from './command-observer.ts';

export interface VariableCallParts extends Pick<Observation, 'observer' | 'onHead'> {
  readonly variables: VariablePort;
  readonly clock: Clock;
  readonly log: Log;
}

export interface VariableCall {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  readonly authority: ChannelAuthority;
}

/**
 * The calls of an operator or supplier on its channel (contracts §2): set and get of the variables of its list, numbers
 * only; replace and clear touch these variables and no others. Codes: those of set_cm_vars, `notListed` (403),
 * `notThroughChannel` (403).
 */
export async function variableCall(parts: VariableCallParts, call: VariableCall): Promise<unknown> {
  const cmd = once(call.query, 'cmd') ?? '';
  if (cmd === 'get_cm_vars') return get(parts.variables, call);
  if (cmd !== 'set_cm_vars' && cmd !== 'set_cm_var')
    throw new NetwachtError('notThroughChannel', 'Only set_cm_vars and get_cm_vars are answered on this channel');
  await set(parts, call);
  return { ok: true };
}

function get(variables: VariablePort, { query, authority }: VariableCall): unknown {
  const listed = new Set(authority.variables.map(variableKey));
  const own = variables.list().filter(({ name }) => listed.has(variableKey(name)));
  return once(query, 'detail') === '1' ? detailedAnswer(own) : flatAnswer(own);
}

async function set(parts: VariableCallParts, { request, query, authority }: VariableCall): Promise<void> {
  const { variables, clock } = parts;
  const author = { name: `channel:${authority.channelId}`, side: 'channel' } as const;
  const change =
    request.method === 'POST' ? changeFromBody(await readJson(request), query, author) : changeFromQuery(query, author);
  const values = numbersOnList(change, authority);
  const { channelId, role, peerSha256, connectionId } = authority;
  const command = { channelId, role, peerSha256, connectionId, values, replace: change.replace, atMs: clock.wallMs() };
  await observed({ ...parts, wallMs: () => clock.wallMs() }, command, () =>
    variables.change({ ...change, within: authority.variables }),
  );
}

function numbersOnList({ values }: VariableChange, { variables, channelId }: ChannelAuthority) {
  const listed = new Set(variables.map(variableKey));
  return values.map(({ name, value }) => {
    if (value === undefined)
      throw new NetwachtError('badFormula', `${name}: a channel sets numbers only, no formulas`, { path: name });
    if (!listed.has(variableKey(name)))
      throw new NetwachtError('notListed', `${name} is not a variable of the channel ${channelId}`, { path: name });
    return { name, value };
  });
}
