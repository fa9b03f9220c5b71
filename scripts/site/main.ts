// The simulated site as a process of its own: `node scripts/site/main.ts [--scenario NAME] [--seed N] [--ports JSON]`.
// Tells its parent (or stdout) once where it listens, and ends with its parent.
import '../../firmware/system/node-version.ts';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { serveControl } from './control-server.ts';
import { machineMs } from './machine-clock.ts';
import { scenarioByName } from './scenarios/all.ts';
import type { ScenarioOptions } from './scenarios/scenario.ts';
import { startSimulatedSite } from './simulated-site.ts';
import type { SiteStarted } from './site-process.ts';

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', default: 'house' },
    seed: { type: 'string', default: '1' },
    ports: { type: 'string', default: '{}' },
    overrides: { type: 'string', default: '{}' },
  },
});

// Overrides come from our own parent, which has them typed.
const overrides = JSON.parse(values.overrides) as Pick<ScenarioOptions, 'plant' | 'document' | 'count'>;
const scenario = scenarioByName(values.scenario, { seed: Number(values.seed), ...overrides });
const ports = z.record(z.string(), z.number().int()).parse(JSON.parse(values.ports));
const site = await startSimulatedSite({ scenario, nowMs: machineMs, ports });
const control = await serveControl(site);

const started: SiteStarted = { controlUrl: control.url, document: site.document, ports: site.ports };
if (process.send === undefined) console.log(JSON.stringify(started));
else process.send(started);

let ending = false;
async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  await Promise.all([control.close(), site.close()]);
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
// The channel to the parent closes when the parent is gone, however it went.
process.on('disconnect', () => void end());
