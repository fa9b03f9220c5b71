import { parseArgs } from 'node:util';
import { startDemo } from '../demo/running.ts';
import { readAll, setOne } from '../smgw-sim/emt/calls.ts';
import { startSmgwSim } from '../smgw-sim/gateway.ts';
import { pause, quiet } from './measure/turn-down.ts';
import { boxCalls, until } from './smgw/box-calls.ts';
import { certificateOn } from './smgw/channel.ts';
import { type FaultTrial, faultTrials } from './smgw/fault-trials.ts';
import { switchTo } from './smgw/functions.ts';
import { watch } from './smgw/watch.ts';

const channelPath = '/api/v1/smgw/channels/emt';
const heldW = 22_000;
const [timedW, timedS] = [27_500, 6];
const longestPauseMs = 2500;
const settleMs = 300;
const closedByGateway = 'stream: closedByGateway';

const limit = (id: string, value: string) => ({ id, scope: 'all', unit: 'W', value, fallback: 4200 });
/** AVAIL holds until it is written again; SHARE falls to 20 % when its channel has been gone for 6 s. */
const document = {
  ...quiet.document,
  circuits: [
    {
      ...{ id: 'house', fuseA: 80, reserveA: 1 },
      limits: [limit('operator', '55000 * AVAIL / 100'), limit('share', '55000 * SHARE / 100')],
    },
    { id: 'garage', parent: 'house', fuseA: 63 },
  ],
  variables: [
    { name: 'AVAIL', value: 100 },
    { name: 'SHARE', value: 100, timeoutS: timedS, failsafe: 20, freshBy: 'channel' },
  ],
};

/**
 * Every fault of smgw-sim during a limit that came through the channel: what the box says of it, that the limit holds or
 * times out as the site says, that control goes on, and that the channel comes back and takes commands. Prints a table.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { only: { type: 'string', default: '' } } });
  const trials = faultTrials.filter(({ name }) => name.includes(values.only));
  const running = await startDemo({
    ...{ port: 0, scenario: 'house', seed: 1, overrides: { ...quiet, document } },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  const box = boxCalls(running.url, `admin:${running.password}`);
  const certificate = await certificateOn(box, 'bp256');
  let failed = 0;
  try {
    await switchTo(box, ['limit']);
    console.log(
      '| fault | what the box says | back after | limit without time-out | limit with 6 s | longest pause of control |',
    );
    console.log('| --- | --- | --- | --- | --- | --- |');
    for (const trial of trials) {
      const { text, ok } = await tryFault(trial).catch((error: unknown) => ({
        text: `| ${trial.name} | ${error} |`,
        ok: false,
      }));
      failed += ok ? 0 : 1;
      console.log(`${text}${ok ? '' : ' **wrong**'}`);
    }
  } finally {
    await running.stop();
  }
  if (failed > 0) throw new Error(`${failed} of ${trials.length} faults went wrong`);
  console.log(
    `${trials.length} of ${trials.length} faults: the limit held or timed out as configured, control went on`,
  );

  async function tryFault(trial: FaultTrial): Promise<{ readonly text: string; readonly ok: boolean }> {
    // TLS 1.2, because renegotiation is gone from 1.3.
    const sim = await startSmgwSim({ tls: '1.2', clsCertificatesPem: [certificate.pem], mayRenegotiate: true });
    const peers = [sim.peerCertificatePem, ...(trial.alsoPinned === undefined ? [] : [trial.alsoPinned(sim)])];
    const put = () =>
      box.ask('PUT', channelPath, {
        ...{ scenario: 'HKS3', address: sim.address, certificate: certificate.name, destination: 'emt.example:443' },
        ...{ peerCertificatePem: peers, variables: ['AVAIL', 'SHARE'] },
      });
    const command = async (name: string, value: number): Promise<boolean> =>
      (await sim.emt.request(setOne(name, value))).status === 200;
    try {
      await put();
      await sim.emt.ready();
      await command('AVAIL', 40);
      await command('SHARE', 50);
      await until('both limits hold', limits, ([held, timed]) => held === heldW && timed === timedW);
      const watching = watch(box, { heldId: 'operator', timedId: 'share', timedW });
      const beforeMs = performance.now();
      const connections = sim.events.named('streamUp').length;
      await trial.strike({ sim, box, channelPath });
      const said = await words(connections);
      if (await waitsLong()) {
        // What only a person can put right: the channel is put again, as he would.
        await box.ask('DELETE', channelPath);
        await put();
      }
      await until(
        'the channel is back',
        () => answers(),
        (back) => back,
        30_000,
      );
      const backMs = performance.now() - beforeMs;
      const took = await command('AVAIL', 40);
      const { highestHeldW, timedFellMs, longestPauseMs: pauseMs } = await watching.stop();
      const timedAsSaid = timedFellMs === undefined ? backMs < (timedS + 2) * 1000 : timedFellMs > (timedS - 1) * 1000;
      const ok =
        took &&
        highestHeldW === heldW &&
        timedAsSaid &&
        pauseMs < longestPauseMs &&
        (said === 'nothing') === (trial.allowed === true);
      const fell = timedFellMs === undefined ? 'held' : `fell after ${(timedFellMs / 1000).toFixed(1)} s`;
      const cells = [
        trial.name,
        said,
        `${(backMs / 1000).toFixed(1)} s`,
        highestHeldW === heldW ? 'held' : `${highestHeldW} W`,
        fell,
      ];
      return { text: `| ${cells.join(' | ')} | ${(pauseMs / 1000).toFixed(1)} s |`, ok };
    } finally {
      await box.ask('DELETE', channelPath).catch(() => {});
      await sim.close();
    }

    /** The errors that the channel shows, one after the other, until it is up anew or gives up for a while. */
    async function words(before: number): Promise<string> {
      const seen = new Set<string>();
      const look = async (): Promise<boolean> => {
        const { lastError } = await box.ask('GET', channelPath);
        const { layer, code } = (lastError ?? {}) as { layer?: string; code?: string };
        if (code !== undefined) seen.add(`${layer}: ${code}`);
        const { faults, channels } = sim.control.state;
        if (faults.length > 0) return false;
        return (channels.length > 0 && sim.events.named('streamUp').length > before) || (await waitsLong());
      };
      await until('the channel is up anew, or waits', look, (over) => over, 40_000);
      // The last word may have come with the end of the wait.
      await pause(settleMs);
      await look();
      // Where the fault meets the box as it dials, our own close came first.
      if (seen.size > 1 || trial.allowed === true) seen.delete(closedByGateway);
      return seen.size === 0 ? 'nothing' : [...seen].join(', ');
    }

    async function waitsLong(): Promise<boolean> {
      const { status, retryAt } = await box.ask('GET', channelPath);
      return status === 'waiting' && Date.parse(String(retryAt)) - Date.now() > 10_000;
    }

    async function answers(): Promise<boolean> {
      return sim.emt.request(readAll, { timeoutMs: 1000 }).then(
        ({ status }) => status === 200,
        () => false,
      );
    }
  }

  async function limits(): Promise<readonly (number | null)[]> {
    const { limits: all } = await box.ask('GET', '/api/v1/state');
    const list = all as readonly { id: string; value: number | null }[];
    return ['operator', 'share'].map((id) => list.find((one) => one.id === id)?.value ?? null);
  }
}
