import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { programAsItIs, programStart } from '../program.ts';
import { machineMs } from '../site/machine-clock.ts';
import type { ScenarioOptions } from '../site/scenarios/scenario.ts';
import { type SiteProcess, startSiteProcess } from '../site/site-process.ts';
import { describeEnd, type Supervised, supervise } from '../supervise.ts';
import { FirmwareClient, FirmwareRefusal } from './firmware-client.ts';
import { FirmwareLog } from './firmware-log.ts';
import { freePort } from './free-port.ts';
import { keepPorts, keptPorts } from './kept-ports.ts';
import { readablePassword } from './password.ts';

export interface DemoOptions {
  /** 0 = any free one. */
  readonly port: number;
  /** Absent = a fresh folder that goes away at the end. */
  readonly dataDir?: string;
  /** Absent = a random one. */
  readonly password?: string;
  /** A site document of one's own; then no simulated site is started. */
  readonly siteFile?: string;
  readonly scenario: string;
  readonly seed?: number;
  readonly overrides?: Pick<ScenarioOptions, 'plant' | 'document'>;
  /** What Node runs as the firmware; absent = its TypeScript as it is. */
  readonly program?: string;
  /** Environment of the firmware besides our own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Progress and trouble, one sentence each. */
  readonly say: (sentence: string) => void;
  /** Ends the start, or breaks what runs. */
  readonly signal?: AbortSignal;
}

/** A firmware that runs its control loop against a site. */
export interface Running {
  readonly url: string;
  readonly password: string;
  readonly dataDir: string;
  readonly client: FirmwareClient;
  readonly site: SiteProcess | undefined;
  readonly firmware: Supervised;
  /** `machineMs` of the moment in which the firmware was started. */
  readonly startedMs: number;
  /** Rejects when something ends that should not. */
  readonly broken: Promise<never>;
  /** Ends everything that was started. */
  stop(): Promise<void>;
}

/** From the start of the program to its first answer; a slow disk and a cold cache included. */
const startTimeoutMs = 60_000;
const usualHttpsPort = 8443;
const cycleTimeoutMs = 30_000;
const askEveryMs = 100;

/** Starts site and firmware, claims the box and waits for the first control cycle. Rejects with one sentence. */
export async function startDemo(options: DemoOptions): Promise<Running> {
  const port = await freePort(options.port);
  const { dataDir, remove } = dataFolder(options.dataDir);
  const undo: (() => unknown)[] = [remove];
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const { promise: broken, reject: breaks } = Promise.withResolvers<never>();
    // Whoever starts a demo may not care to listen.
    broken.catch(() => {});
    const onAbort = (): void => breaks(new Error('ended as asked'));
    options.signal?.addEventListener('abort', onAbort, { once: true });
    options.signal?.throwIfAborted();

    const site = options.siteFile === undefined ? await startSite(options, dataDir) : undefined;
    if (site !== undefined) {
      let asked = false;
      undo.push(() => {
        asked = true;
        return site.stop();
      });
      void site.ended.then(() => asked || breaks(new Error('the simulated site ended by itself')));
    }
    const siteFile = options.siteFile ?? writeSite(dataDir, site?.document);

    // Several demos may run beside each other: only the first gets the port that HTTPS usually has.
    const httpsPort = options.port === 0 ? 0 : await freePort(usualHttpsPort).catch(() => 0);
    options.say(`starting the firmware${httpsPort === 0 ? '' : `, its page also at https://127.0.0.1:${httpsPort}`}`);
    const log = new FirmwareLog(join(dataDir, 'firmware.log'));
    const startedMs = machineMs();
    const { program = programAsItIs, env = {}, say } = options;
    const firmware = startFirmware({ program, port, httpsPort, dataDir, siteFile, log, env, say, breaks });
    undo.push(() => firmware.stop());

    const url = `http://127.0.0.1:${port}`;
    const password = await Promise.race([broken, claim(url, options)]);
    const client = new FirmwareClient(url, password);
    options.say('waiting for the first control cycle');
    await Promise.race([broken, firstCycle(client)]);
    return { url, password, dataDir, client, site, firmware, startedMs, broken, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSite({ scenario, seed, overrides, say }: DemoOptions, dataDir: string): Promise<SiteProcess> {
  say(`starting the simulated site "${scenario}"`);
  const site = await startSiteProcess({
    ...{ scenario, ports: keptPorts(dataDir, scenario) },
    ...(seed === undefined ? {} : { seed }),
    ...(overrides === undefined ? {} : { overrides }),
  });
  keepPorts(dataDir, { scenario, ports: site.ports });
  return site;
}

function dataFolder(wanted: string | undefined): { readonly dataDir: string; remove(): void } {
  if (wanted === undefined) {
    const dataDir = mkdtempSync(join(tmpdir(), 'netwacht-demo-'));
    return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
  }
  const dataDir = resolve(wanted);
  mkdirSync(dataDir, { recursive: true });
  return { dataDir, remove: () => {} };
}

function writeSite(dataDir: string, document: unknown): string {
  const file = join(dataDir, 'site.json');
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  return file;
}

interface FirmwareStart {
  readonly program: string;
  readonly port: number;
  readonly httpsPort: number;
  readonly dataDir: string;
  readonly siteFile: string;
  readonly log: FirmwareLog;
  readonly env: Readonly<Record<string, string>>;
  readonly say: (sentence: string) => void;
  readonly breaks: (reason: Error) => void;
}

function startFirmware({
  program,
  port,
  httpsPort,
  dataDir,
  siteFile,
  log,
  env,
  say,
  breaks,
}: FirmwareStart): Supervised {
  const ours = {
    NETWACHT_DATA: dataDir,
    NETWACHT_HTTP_PORT: String(port),
    NETWACHT_HTTPS_PORT: String(httpsPort),
    NETWACHT_BIND: '127.0.0.1',
  };
  return supervise({
    ...programStart(program, ['--site', resolve(siteFile)], { ...env, ...ours }),
    stdio: ['ignore', 'pipe', 'pipe'],
    onStart: ({ stdout, stderr }) => {
      if (stdout !== null && stderr !== null) log.read(stdout, stderr);
    },
    onUnaskedEnd: (end, waitMs) => {
      const why = log.complaint === undefined ? '' : `: ${log.complaint}`;
      const sentence = `the firmware ${describeEnd(end)}${why}`;
      if (waitMs === undefined) breaks(new Error(sentence));
      else say(`${sentence}; starting it again in ${waitMs / 1000} s`);
    },
  });
}

/** Makes us the owner, or checks that we are. Returns the password that fits. */
async function claim(url: string, { password, say }: DemoOptions): Promise<string> {
  const open = new FirmwareClient(url);
  const { claimed } = await within(startTimeoutMs, 'the firmware did not answer', () => open.setup());
  if (!claimed) {
    const chosen = password ?? readablePassword();
    say('claiming it');
    await open.claim(chosen);
    return chosen;
  }
  if (password === undefined) {
    throw new Error(
      'this data folder already has an owner, and a random password of an earlier run is kept nowhere: ' +
        'give that password with --password, or take another folder',
    );
  }
  const owner = new FirmwareClient(url, password);
  await within(startTimeoutMs, 'the firmware gave no state', () => owner.state()).catch((error: unknown) => {
    const wrong = error instanceof FirmwareRefusal && error.status === 401;
    throw wrong ? new Error('this data folder already has an owner, and --password is not its password') : error;
  });
  return password;
}

async function firstCycle(client: FirmwareClient): Promise<void> {
  await within(cycleTimeoutMs, 'the control loop made no cycle', async () => {
    const { cycle } = await client.state();
    if (cycle < 1) throw new Error('no cycle yet');
  });
}

/** Asks again and again until it succeeds; what the firmware refuses for good comes through at once. */
async function within<T>(timeoutMs: number, complaint: string, ask: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + timeoutMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      const forGood = error instanceof FirmwareRefusal && error.status < 500;
      if (forGood) throw error;
      if (performance.now() > untilMs) throw new Error(`${complaint} within ${timeoutMs / 1000} s`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}
