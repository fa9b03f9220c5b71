// The small service that runs as root (decision 034): `node root-service.js` answers on the socket that systemd hands over
// (or on `--socket PATH`), `node root-service.js boot` brings the kept settings of network and clock into force at a start.
import { readFileSync } from 'node:fs';
import type { ImageFacts } from './domain/box.ts';
import type { Clock } from './domain/clock.ts';
import { answerOf } from './system/root/answers.ts';
import { awaitWired } from './system/root/await-wired.ts';
import { Installer } from './system/root/installer.ts';
import { NetworkApply } from './system/root/network-apply.ts';
import { NetworkDesk } from './system/root/network-desk.ts';
import { rootPaths } from './system/root/paths.ts';
import { Rendered } from './system/root/rendered.ts';
import { requestReset } from './system/root/reset-request.ts';
import { Restart } from './system/root/restart.ts';
import { runWith } from './system/root/run.ts';
import { RootServer } from './system/root/server.ts';
import { ConfirmedSlots, isFull } from './system/root/slot-facts.ts';
import { TimeDesk } from './system/root/time-desk.ts';

/** One JSON line each, as the program writes them; the cause of a refusal stands only here. */
const say = (level: string, facts: object, sentence: string): void => {
  const err = 'err' in facts ? described(facts.err) : undefined;
  console.log(JSON.stringify({ level, ...facts, ...(err !== undefined && { err }), msg: sentence }));
};
const described = (error: unknown): object =>
  error instanceof Error
    ? {
        message: error.message,
        ...('code' in error && { code: error.code }),
        ...(error.cause !== undefined && { cause: String(error.cause) }),
        ...(!('code' in error) && { stack: error.stack }),
      }
    : { message: String(error) };
const log = {
  info: (facts: object, sentence: string) => say('info', facts, sentence),
  error: (facts: object, sentence: string) => say('error', facts, sentence),
};

/** Counts from the start of the machine, so that a trial outlives this process. */
const clock: Clock = { monotonicMs: () => Number(process.hrtime.bigint() / 1_000_000n), wallMs: () => Date.now() };

const paths = rootPaths(process.env);
const image: ImageFacts = JSON.parse(readFileSync(paths.image, 'utf8'));
const run = runWith(process.env.NETWACHT_ROOT_PATH);
const rendered = new Rendered({
  folder: `${paths.system}/rendered`,
  sources: [paths.image, `${paths.system}/network.json`, `${paths.system}/time.json`],
});
const apply = new NetworkApply({ run, networkd: paths.networkd, folder: paths.network, hostname: paths.hostname });
const network = new NetworkDesk({
  apply,
  file: `${paths.system}/network.json`,
  folder: paths.network,
  sys: paths.sys,
  route: paths.route,
  resolvConf: paths.resolvConf,
  clock,
  lanBefore: () => rendered.lan(),
  log,
});
const time = new TimeDesk({
  run,
  file: `${paths.system}/time.json`,
  timesyncd: paths.timesyncd,
  synchronised: paths.synchronised,
  clock,
  floorMs: Date.parse(image.builtAt),
  log,
});

if (process.argv[2] === 'boot') {
  await awaitWired(run, paths.sys);
  await network.atBoot();
  await time.atBoot();
  keepRendered();
} else {
  await serve(process.argv[2] === '--socket' ? process.argv[3] : undefined);
}

/** Only so that the next start is quicker: a disk that does not take it stops nothing. */
function keepRendered(): void {
  const files = network.rendered();
  try {
    if (files === undefined) rendered.forget();
    else rendered.keep(new Map([...files, ...time.rendered()]));
  } catch (error) {
    log.error({ err: error }, 'the settings could not be kept as files; the next start makes them anew');
  }
}

async function serve(path: string | undefined): Promise<void> {
  const confirmed = new ConfirmedSlots(`${paths.system}/confirmed`, readFileSync(paths.commandLine, 'utf8'));
  const installer = new Installer({
    run,
    folder: paths.updates,
    image,
    isFull,
    isConfirmed: (slot) => confirmed.has(slot),
    forgetConfirmed: (slot) => confirmed.forget(slot),
    clock,
    ...(paths.raucConf !== undefined && { conf: paths.raucConf }),
  });
  const restart = new Restart({ run, log });
  const server = new RootServer({
    answer: answerOf({ installer, network, time, restart, requestReset: () => requestReset(paths.env) }),
    busy: () => installer.installing || network.busy || restart.busy,
    onIdle: () => void stop(),
    log,
  });
  const stop = async (): Promise<void> => {
    await Promise.all([server.close(), network.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
  await network.resume();
  // systemd's first descriptor (sd_listen_fds(3)).
  await server.listen(path === undefined ? { fd: 3 } : { path });
  log.info({}, 'the root service answers');
}
