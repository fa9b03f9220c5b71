// Keeps history at full speed, for a test that kills it: `node history-loop.ts FOLDER FROM_SECOND`. Says each minute that it came to.
import { HistoryDesk } from '../../../../firmware/control/history/history-desk.ts';
import { HistoryBook } from '../../../../firmware/store/history/history-book.ts';
import { madeMeter, madeState } from './made-state.ts';

const [dir = '', from = ''] = process.argv.slice(2);
let nowMs = Number(from) * 1000;
const health = { raise: () => process.exit(3), clear: () => undefined };
const desk = new HistoryDesk(new HistoryBook({ dir, nowMs: () => nowMs, health, leaveFreeBytes: 0 }));
for (let said = 0; ; nowMs += 1000) {
  // The counter is the time, so that whoever reads knows what each value must be.
  desk.observe(madeState(nowMs, { meters: [madeMeter({ importWh: nowMs / 1000 })] }));
  if (nowMs % 60_000 === 0 && nowMs / 60_000 > said) {
    said = nowMs / 60_000;
    process.stdout.write(`${said}\n`);
  }
}
