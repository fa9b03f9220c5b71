// A simulated Smart Meter Gateway: `node scripts/smgw-sim.ts --help`; manual in docs/smgw-sim.md. Events are JSON lines on stdout.
import '../firmware/system/node-version.ts';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { serveControl } from './smgw-sim/control-server.ts';
import { curveNames } from './smgw-sim/curves.ts';
import type { EmtHandler } from './smgw-sim/emt/emt.ts';
import { forwardTo } from './smgw-sim/emt/forward.ts';
import { readFaultPlan } from './smgw-sim/faults.ts';
import { startSmgwSim } from './smgw-sim/gateway.ts';
import { addressings, type HostPort, type SmgwSimOptions, simScenarios } from './smgw-sim/options.ts';
import { profileSchema } from './smgw-sim/profile.ts';
import { tlsVersions } from './smgw-sim/tls-settings.ts';
import { onEndSignal } from './supervise.ts';

const usage = `node scripts/smgw-sim.ts [--scenario ${simScenarios.join('|')}] [--curve ${curveNames.join('|')}] [--only-curve]
  [--tls ${tlsVersions.join('|')}] [--addr ${addressings.join('|')}] [--profile FILE.json] [--cls-certificate FILE.pem]…
  [--listen 127.0.0.1:0] [--cls HOST:PORT] [--fault NAME[@SECONDS[xTIMES]]]… [--control-port 0]
  [--emt DESTINATION=HOST:PORT]… [--time-scale 1] [--session-limit-s 172800] [--idle-close-s S] [--dial-every-s 60]`;

try {
  await run(readOptions());
} catch (error) {
  console.error(`smgw-sim: ${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

async function run({ controlPort, ...options }: SmgwSimOptions & { readonly controlPort: number }): Promise<void> {
  const sim = await startSmgwSim({ ...options, onEvent: (event) => console.log(JSON.stringify(event)) });
  const control = await serveControl(sim, controlPort);
  sim.events.add('ready', {
    ...{ address: sim.address, control: control.url, gate: `127.0.0.1:${await sim.emt.gatePort()}` },
    certificatePem: sim.peerCertificatePem,
  });
  await new Promise<void>((resolve) => onEndSignal(() => resolve()));
  await Promise.all([sim.close(), control.close()]);
  sim.events.add('ended');
}

function readOptions(): SmgwSimOptions & { readonly controlPort: number } {
  try {
    const { values } = parseArgs({
      options: {
        scenario: { type: 'string', default: 'hks3' },
        curve: { type: 'string', default: 'bp256' },
        'only-curve': { type: 'boolean', default: false },
        tls: { type: 'string', default: 'both' },
        addr: { type: 'string', default: 'socks5' },
        profile: { type: 'string' },
        'cls-certificate': { type: 'string', multiple: true, default: [] },
        listen: { type: 'string', default: '127.0.0.1:0' },
        cls: { type: 'string' },
        fault: { type: 'string', multiple: true, default: [] },
        emt: { type: 'string', multiple: true, default: [] },
        'control-port': { type: 'string', default: '0' },
        'time-scale': { type: 'string', default: '1' },
        'session-limit-s': { type: 'string' },
        'idle-close-s': { type: 'string' },
        'dial-every-s': { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) {
      console.error(usage);
      process.exit(0);
    }
    const json = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
    return {
      scenario: oneOf(simScenarios, values.scenario, '--scenario'),
      curve: oneOf(curveNames, values.curve, '--curve'),
      onlyCurve: values['only-curve'],
      tls: oneOf(tlsVersions, values.tls, '--tls'),
      addressing: oneOf(addressings, values.addr, '--addr'),
      ...(values.profile === undefined ? {} : { profile: profileSchema.parse(json(values.profile)) }),
      clsCertificatesPem: values['cls-certificate'].map((file) => readFileSync(file, 'utf8')),
      listen: hostPort(values.listen, '--listen'),
      ...(values.cls === undefined ? {} : { cls: hostPort(values.cls, '--cls') }),
      faults: values.fault.map(readFaultPlan),
      emts: Object.fromEntries(values.emt.map(readEmt)),
      controlPort: number(values['control-port'], '--control-port') ?? 0,
      timeScale: number(values['time-scale'], '--time-scale') ?? 1,
      ...given('sessionLimitS', number(values['session-limit-s'], '--session-limit-s')),
      ...given('idleCloseS', number(values['idle-close-s'], '--idle-close-s')),
      ...given('dialEveryS', number(values['dial-every-s'], '--dial-every-s')),
    };
  } catch (error) {
    console.error(`smgw-sim: ${error instanceof Error ? error.message : error}\n${usage}`);
    process.exit(64);
  }
}

function readEmt(text: string): [string, EmtHandler] {
  const [, destination, at] = /^([^=]+:\d{1,5})=(.+)$/.exec(text) ?? [];
  if (destination === undefined || at === undefined) throw new Error(`--emt ${text} is not DESTINATION=HOST:PORT`);
  return [destination, forwardTo(hostPort(at, '--emt'))];
}

function oneOf<T extends string>(known: readonly T[], value: string, option: string): T {
  const found = known.find((one) => one === value.toLowerCase());
  if (found === undefined) throw new Error(`${option} ${value} is none of ${known.join(', ')}`);
  return found;
}

function number(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new Error(`${option} ${text} is not a number from 0`);
  return value;
}

function hostPort(text: string, option: string): HostPort {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) throw new Error(`${option} ${text} is not HOST:PORT or [IPV6]:PORT`);
  return { host, port: Number(port) };
}

function given<K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: number };
}
