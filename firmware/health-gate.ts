// The health gate of the image (docs/boot.md): ends with 0 where the slot that runs is kept, with 1 where it is given up.
// netwacht-health.service runs it as root; what restarts the box is /usr/lib/netwacht/give-up, which needs no Node.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchOver } from './system/gate/health-gate.ts';
import { lookAt } from './system/gate/look.ts';
import { startFactsOf } from './system/gate/start-facts.ts';
import { rootPaths } from './system/root/paths.ts';
import { runWith } from './system/root/run.ts';
import { ConfirmedSlots } from './system/root/slot-facts.ts';

const say = (level: string, facts: object, sentence: string): void => {
  const err = 'err' in facts ? { err: String(facts.err) } : {};
  console.log(JSON.stringify({ level, ...facts, ...err, msg: sentence }));
};
const log = {
  info: (facts: object, sentence: string) => say('info', facts, sentence),
  error: (facts: object, sentence: string) => say('error', facts, sentence),
};

const paths = rootPaths(process.env);
const commandLine = readFileSync(paths.commandLine, 'utf8');
const start = startFactsOf(commandLine);
if (start === undefined) {
  log.info({}, 'no slot was started by the boot loader: there is nothing to decide');
} else {
  const nowMs = (): number => performance.now();
  const file = `${process.env.NETWACHT_RUN ?? '/run/netwacht'}/health.json`;
  const port = Number(process.env.NETWACHT_HTTP_PORT ?? '80');
  const result = await watchOver({
    start,
    confirmed: new ConfirmedSlots(`${paths.system}/confirmed`, commandLine),
    run: runWith(process.env.NETWACHT_ROOT_PATH),
    look: () => lookAt({ port, file, network: '/run/systemd/netif/state', nowMs }),
    nowMs,
    sleep,
    log,
  });
  process.exitCode = result === 'kept' ? 0 : 1;
}
