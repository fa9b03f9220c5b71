import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'mocha';
import { type BoxCalls, boxCalls, until } from '../../scripts/bench/smgw/box-calls.ts';
import { openChannel } from '../../scripts/bench/smgw/channel.ts';
import { runFiveCalls } from '../../scripts/bench/smgw/five-calls.ts';
import { switchTo, tryFunctions } from '../../scripts/bench/smgw/functions.ts';
import { canOpen } from '../../scripts/bench/smgw/gateways.ts';
import { type MatrixRow, matrixRows, rowName } from '../../scripts/bench/smgw/rows.ts';
import { Box, password } from './box.ts';
import { hasCurl, operatorLines } from './curl.ts';

/** One row of each way, and every curve once; `npm run bench -- smgw-matrix` has all 64. */
const names = [
  'smgw-sim HKS3 SOCKS, TLS 1.3, bp256',
  'smgw-sim HKS3 SOCKS, TLS 1.2, bp512',
  'smgw-sim HKS3 SNI, TLS 1.2, p256',
  'smgw-sim HKS4, TLS 1.2, bp384',
  'smgw-sim HKS5, TLS 1.3, p384',
  'stunnel + dante HKS3 SOCKS, TLS 1.2, bp256',
  'stunnel + microsocks HKS3 SOCKS, TLS 1.3, p256',
];
const rows = names.map((name) => matrixRows.find((row) => rowName(row) === name) as MatrixRow);

describe('the five calls of the original through a gateway, on the whole box', () => {
  let box: Box;
  let calls: BoxCalls;

  before(async () => {
    const limits = [{ id: 'operator', scope: 'all', unit: 'W', value: '55000 * AVAIL / 100', fallback: 4200 }];
    const circuits = [{ id: 'house', fuseA: 80, limits }];
    const devices: unknown[] = [];
    box = await Box.open({ edit: ({ name, timezone }) => ({ name, timezone, circuits, devices }) });
    calls = boxCalls(box.url, `admin:${password}`);
    await switchTo(calls, ['limit', 'tariff', 'administration', 'ocpp']);
  });
  after(() => box?.close());

  for (const [k, row] of rows.entries())
    it(rowName(row), async function () {
      if (!canOpen(row)) this.skip();
      const channel = await openChannel(calls, row, { id: `emt-${k}` });
      try {
        const wrong = (await runFiveCalls(channel.gateway, calls)).filter(({ ok }) => !ok);
        assert.deepEqual(wrong, []);
        const { version } = channel.view.tls as { version: string };
        assert.equal(version, `TLSv${row.tls}`);
      } finally {
        await channel.close();
      }
    });

  it('answers curl itself as the manual prints the lines, whatever password it sends', async function () {
    if (!hasCurl()) this.skip();
    const channel = await openChannel(calls, rows[0] as MatrixRow, { id: 'emt-curl' });
    try {
      const address = `127.0.0.1:${await channel.gateway.gatePort()}`;
      const answers: unknown[] = [];
      for (const line of operatorLines())
        answers.push(JSON.parse(await sh(line.replaceAll('ADDRESS', address).replaceAll('PASSWORD', 'any'))));
      const formula = answers.splice(2, 1);
      assert.match(String(formula), /^badFormula: /);
      assert.deepEqual(answers, [{ ok: true }, { ok: true }, { ok: true }, { AVAIL: 40 }]);
    } finally {
      await channel.close();
    }
  });

  it('switches limit, tariff and administration on and off', async () => {
    const results = await tryFunctions(calls);
    assert.deepEqual(
      results.map(({ name, on, off, onAgain }) => [
        name,
        on,
        Number.parseInt(off, 10),
        /function-off/.test(off),
        onAgain,
      ]),
      ['limit', 'tariff', 'administration'].map((name) => [name, 200, 403, true, 200]),
    );
  });

  it('keeps the limit of a channel that is switched off', async () => {
    const channel = await openChannel(calls, rows[0] as MatrixRow, { id: 'emt-off' });
    try {
      await runFiveCalls(channel.gateway, calls);
      await switchTo(calls, []);
      const state = (): Promise<Record<string, unknown>> => calls.ask('GET', '/api/v1/state');
      const { cycle } = await state();
      const later = await until('two more cycles', state, (last) => Number(last.cycle) >= Number(cycle) + 2);
      assert.equal((later.circuits as { limitW: number }[])[0]?.limitW, 22_000);
    } finally {
      await channel.close();
    }
  });
});

const sh = (line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile('sh', ['-c', line], { timeout: 10_000 }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    );
  });
