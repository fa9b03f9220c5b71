import { isDeepStrictEqual } from 'node:util';
import { fiveCalls, type HttpCall, readAll, setOne, setSome } from '../../smgw-sim/emt/calls.ts';
import { type BoxCalls, until } from './box-calls.ts';
import type { BenchGateway } from './gateways.ts';

/** What one call came to: `ok`, or what it should have been. */
export interface CallResult {
  readonly call: string;
  readonly ok: boolean;
  readonly got: string;
}

const ok = { ok: true };
const [, setAllCall, formulaCall, clearCall] = fiveCalls as readonly [HttpCall, HttpCall, HttpCall, HttpCall];

/**
 * The five calls of the original's manual through a channel, each with the answer that contracts §2 gives it there: a formula
 * is refused (numbers only), so the third is sent again with a number. After the first one 22 kW hold in the house.
 */
export async function runFiveCalls(gateway: BenchGateway, box: BoxCalls): Promise<readonly CallResult[]> {
  const results: CallResult[] = [];
  const check = async (call: string, request: HttpCall, status: number, body?: unknown): Promise<void> => {
    const answer = await gateway.request(request);
    const json: unknown = JSON.parse(answer.body);
    const fits = answer.status === status && (body === undefined || isDeepStrictEqual(json, body));
    results.push({ call, ok: fits, got: `${answer.status} ${answer.body}` });
  };
  await check('1 set one', setOne('AVAIL', 40), 200, ok);
  await check('1 read', readAll, 200, { AVAIL: 40 });
  await until(
    'the limit of 22 kW holds',
    () => box.ask('GET', '/api/v1/state'),
    ({ circuits }) => (circuits as { limitW: number }[])[0]?.limitW === 22_000,
  );
  await check('2 set all', setAllCall, 200, ok);
  await check('2 read', readAll, 200, { tarif: 1, PWR: 70 });
  await check('3 formula', formulaCall, 400);
  await check('3 number', setSome({ PWR: 28 }), 200, ok);
  await check('3 read', readAll, 200, { tarif: 1, PWR: 28 });
  await check('4 clear and set', clearCall, 200, ok);
  await check('5 read', readAll, 200, { AVAIL: 40 });
  return results;
}

/** `200 200 400 200 200`, or what went wrong. */
export const describeCalls = (results: readonly CallResult[]): string =>
  results.every((result) => result.ok)
    ? 'all as they should'
    : results
        .filter((result) => !result.ok)
        .map(({ call, got }) => `${call}: ${got}`)
        .join('; ');
