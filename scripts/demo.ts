// `npm run demo`: a simulated site and the firmware on it, until Ctrl-C. The only line on stdout is the one that says ready.
import '../firmware/system/node-version.ts';
import { parseArgs } from 'node:util';
import { followOperator } from './demo/operator.ts';
import { type DemoOptions, type Running, startDemo } from './demo/running.ts';
import { buildPageIfStale } from './page.ts';
import { scenarioNames } from './site/scenarios/all.ts';
import { onEndSignal } from './supervise.ts';

const usage = `npm run demo -- [--port 8080] [--data DIR] [--password P] [--site FILE | --scenario ${scenarioNames.join('|')}] [--seed 1]`;
const say = (sentence: string): void => console.error(`netwacht: ${sentence}`);

const asked = new AbortController();
// Ctrl-C at any moment must leave nothing behind, also in the middle of the start.
onEndSignal(() => asked.abort());
process.exit(await run(readOptions()));

/** Start to end; gives the exit code. */
async function run(options: DemoOptions): Promise<number> {
  let running: Running;
  try {
    say('building the page if it is stale');
    await buildPageIfStale();
    running = await startDemo(options);
  } catch (error) {
    return complain(error);
  }
  console.log(`ready ${running.url} admin ${running.password}`);
  say(`data and firmware.log in ${running.dataDir}; Ctrl-C ends everything`);
  const stopOperator = followOperator(running, say);
  const code = await running.broken.catch(complain);
  stopOperator();
  say('ending');
  await running.stop();
  return code;
}

/** Says what went wrong, unless it went as asked. */
function complain(error: unknown): number {
  if (asked.signal.aborted) return 0;
  say(error instanceof Error ? error.message : String(error));
  return 1;
}

function readOptions(): DemoOptions {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string' },
        password: { type: 'string' },
        site: { type: 'string' },
        scenario: { type: 'string', default: 'house' },
        seed: { type: 'string', default: '1' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      say(usage);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is not a port`);
    return {
      ...{ port, scenario: values.scenario, seed: Number(values.seed), say, signal: asked.signal },
      ...(values.data === undefined ? {} : { dataDir: values.data }),
      ...(values.password === undefined ? {} : { password: values.password }),
      ...(values.site === undefined ? {} : { siteFile: values.site }),
    };
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(64);
  }
}
