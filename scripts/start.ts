// `npm start`: the firmware on its data folder, under the supervisor. What follows `--` goes to the firmware (`--site FILE`).
import '../firmware/system/node-version.ts';
import { buildPageIfStale } from './page.ts';
import { programAsItIs, programStart } from './program.ts';
import { runSupervised } from './supervise.ts';

try {
  await buildPageIfStale();
} catch (error) {
  // Charge points must be watched over even when the page cannot be shown.
  console.error(`netwacht: the page could not be built, the rest starts all the same: ${error}`);
}

const env = { NETWACHT_DATA: process.env.NETWACHT_DATA ?? './data' };
await runSupervised(programStart(programAsItIs, process.argv.slice(2), env));
