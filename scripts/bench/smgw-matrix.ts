import { parseArgs } from 'node:util';
import { startDemo } from '../demo/running.ts';
import { quiet } from './measure/turn-down.ts';
import { boxCalls } from './smgw/box-calls.ts';
import { openChannel } from './smgw/channel.ts';
import { describeCalls, runFiveCalls } from './smgw/five-calls.ts';
import { switchTo, tryFunctions } from './smgw/functions.ts';
import { canOpen } from './smgw/gateways.ts';
import { type MatrixRow, matrixRows, rowName } from './smgw/rows.ts';

/**
 * The five calls of the original through the channel of a whole box: every scenario, addressing, TLS version and curve
 * against smgw-sim, and HKS3 against stunnel with dante and with microsocks; then the functions on and off. Prints a table
 * for docs/benchmarks.md. `--only TEXT` takes the rows whose name holds it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: 'string', default: '' } } });
  const rows = matrixRows.filter((row) => rowName(row).includes(values.only));
  const running = await startDemo({
    ...{ port: 0, scenario: 'house', seed: 1, overrides: quiet },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  const box = boxCalls(running.url, `admin:${running.password}`);
  let failed = 0;
  try {
    console.log('| gateway and way | agreed on | up after | the five calls |\n| --- | --- | --- | --- |');
    await switchTo(box, ['limit', 'tariff', 'administration', 'ocpp']);
    for (const [k, row] of rows.entries()) {
      if (!canOpen(row)) {
        console.log(`| ${rowName(row)} | | | not tried: the programs are not here |`);
        continue;
      }
      const { text, ok } = await tryRow(row, `emt-${k}`);
      failed += ok ? 0 : 1;
      console.log(text);
    }
    console.log('\n| function | on | off | on again |\n| --- | --- | --- | --- |');
    for (const { name, on, off, onAgain } of await tryFunctions(box))
      console.log(`| ${name} | ${on} | ${off} | ${onAgain} |`);
  } finally {
    await running.stop();
  }
  if (failed > 0) throw new Error(`${failed} of ${rows.length} rows failed`);

  async function tryRow(row: MatrixRow, id: string): Promise<{ readonly text: string; readonly ok: boolean }> {
    try {
      // Another name each time: a box lets a channel ask only so often.
      const channel = await openChannel(box, row, { id });
      try {
        const results = await runFiveCalls(channel.gateway, box);
        const { version, cipher } = channel.view.tls as { version: string; cipher: string };
        const ok = results.every((result) => result.ok);
        const text = `| ${rowName(row)} | ${version} ${cipher} | ${channel.upMs.toFixed(0)} ms | ${describeCalls(results)} |`;
        return { text, ok };
      } finally {
        await channel.close();
      }
    } catch (error) {
      return { text: `| ${rowName(row)} | | | ${error instanceof Error ? error.message : error} |`, ok: false };
    }
  }
}
