import type { CycleOutput } from '../../../../firmware/control/controller.ts';
import type { Check } from './checks.ts';
import type { Situation } from './situation.ts';
import { World } from './world.ts';

/** What a run of one situation found: for each check a sentence, or whether it had something to say. */
export type Findings = Map<string, string | boolean>;

/** Runs a situation to its end and looks at every cycle. */
export function runSituation(
  situation: Situation,
  checks: ReadonlyMap<string, Check>,
  findings: Findings = new Map(),
  ending: (world: World) => void = () => {},
): readonly CycleOutput[] {
  const world = new World(situation);
  const before = new Map<string, number>();
  const onSinceMs = new Map<string, number>();
  const started = new Set<string>();
  const last = situation.moments.at(-1);
  return situation.moments.map((moment) => {
    world.happen(moment.trouble);
    if (moment === last) ending(world);
    world.live(moment.afterMs);
    const output = world.cycle();
    for (const [name, check] of checks) {
      const found = check({ world, output, before, onSinceMs, started });
      if (typeof found === 'string') findings.set(name, found);
      else if (typeof findings.get(name) !== 'string') findings.set(name, found || findings.get(name) === true);
    }
    world.send(output);
    for (const { id, offerMa, reason } of output.decisions) {
      if (offerMa === undefined) continue;
      if (reason.code === 'lost') started.delete(id);
      if (offerMa === 0) {
        onSinceMs.delete(id);
        started.delete(id);
      } else if (before.get(id) === 0) {
        onSinceMs.set(id, world.nowMs);
        started.add(id);
      } else if (before.get(id) === undefined) onSinceMs.set(id, world.nowMs);
      before.set(id, offerMa);
    }
    return output;
  });
}
