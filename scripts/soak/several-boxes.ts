import { SeveralBoxes, until } from '../../test/site/several-boxes.ts';
import type { Soak } from './soak.ts';

/** From a set-point to the current that follows it (docs/fault-matrix.md). */
const reactionMs = 12_400;
const rest = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const seconds = (ms: number): number => Math.round(ms / 100) / 10;

interface Row {
  readonly fault: string;
  readonly beforeA: number;
  readonly mostA: number;
  readonly longestAboveS: number;
  readonly times: Readonly<Record<string, number>>;
}

/**
 * 3 boxes x 20 charge points under one fuse: each fault in turn, what really flowed through the fuse, and how long it took
 * until shares held and until all were led again.
 */
export const soak: Soak = {
  async run(result) {
    const each = Number(process.env.EACH ?? 20);
    const rows: Row[] = [];
    const several = await SeveralBoxes.open({ each });
    const { boxes, ways, flow, shareA } = several;
    const [leader, first, second] = boxes;
    const [way] = ways;
    if (leader === undefined || first === undefined || second === undefined || way === undefined)
      throw new Error('three boxes');
    const isIn = (box: typeof first, state: string) => async () => (await box.led())?.state === state;
    const allLed = () => several.allLed();
    /** The cars have used what there is. */
    const settled = async (): Promise<void> => {
      const enough = flow.fuseA * 0.85;
      await until('the fuse is well used', async () => (await several.drawnA()) >= enough, 240_000, leader.output);
      await rest(5000);
    };
    const row = async (fault: string, run: () => Promise<Row['times']>): Promise<void> => {
      await settled();
      const beforeA = Math.round(await several.drawnA());
      flow.mostA = 0;
      flow.longestAboveMs = 0;
      const times = await run();
      const done = {
        fault,
        beforeA,
        mostA: Math.round(flow.mostA * 10) / 10,
        longestAboveS: seconds(flow.longestAboveMs),
        times,
      };
      rows.push(done);
      console.log(JSON.stringify(done));
      result.write({ each, fuseA: flow.fuseA, shareA, rows });
    };
    try {
      const ledS = seconds(await until('all are led', allLed, 60_000, leader.output));
      console.log(`all led after ${ledS} s; fuse ${flow.fuseA} A, share ${shareA} A each`);

      await row('leader killed (-9), started anew after the shares held', async () => {
        await leader.kill();
        const shareS = seconds(
          await until(
            'shares hold',
            async () => (await isIn(first, 'failsafe')()) && (await isIn(second, 'failsafe')()),
            60_000,
          ),
        );
        await rest(10_000);
        await leader.start();
        return { untilShares: shareS, untilLed: seconds(await until('all are led', allLed, 60_000, leader.output)) };
      });
      await row('leader killed (-9), started anew at once', async () => {
        await leader.kill();
        await leader.start();
        return { untilLed: seconds(await until('all are led', allLed, 60_000, leader.output)) };
      });
      await row('member killed (-9) for 100 s', async () => {
        await first.kill();
        await rest(100_000);
        const kept = (await leader.state())?.members?.find(({ id }) => id === 'row1');
        await first.start();
        return {
          keptForItA: kept?.heldA[0] ?? -1,
          untilLed: seconds(await until('it is led', isIn(first, 'granted'), 60_000, leader.output)),
        };
      });
      await row('member killed (-9), started anew at once', async () => {
        await first.kill();
        await first.start();
        return { untilLed: seconds(await until('it is led', isIn(first, 'granted'), 60_000, leader.output)) };
      });
      await row('network to a member cut for 100 s', async () => {
        way.cut = true;
        const shareS = seconds(await until('its share holds', isIn(first, 'failsafe'), 60_000));
        await rest(100_000 - shareS * 1000);
        way.cut = false;
        return {
          untilShare: shareS,
          untilLed: seconds(await until('it is led', isIn(first, 'granted'), 60_000, leader.output)),
        };
      });
      await row('member slow: 800 ms each way for 60 s', async () => {
        way.delayMs = 800;
        await rest(60_000);
        const slow = await first.led();
        way.delayMs = 0;
        return {
          ledMeanwhile: slow?.state === 'granted' ? 1 : 0,
          untilLed: seconds(await until('it is led', isIn(first, 'granted'), 60_000)),
        };
      });
      await row('house rises by 40 A', async () => {
        await several.site.control.setHouse([43, 43, 43]);
        await rest(30_000);
        await several.site.control.setHouse([3, 3, 3]);
        return {};
      });
    } finally {
      await several.close();
    }
    return rows.length === 7 && rows.every(({ longestAboveS }) => longestAboveS * 1000 <= reactionMs);
  },
};
