import { networkInterfaces } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { openBus } from '../../drivers/bus/bus.ts';
import { openContacts } from '../../drivers/contacts/open-contacts.ts';
import { withCatalogue } from '../../drivers/definitions/loaded-definitions.ts';
import { createModbusDevice } from '../../drivers/device/modbus-device.ts';
import { systemTimers } from '../../drivers/link/timers.ts';
import { ProxyServer } from '../../drivers/proxy/proxy-server.ts';
import { neighbours } from '../../drivers/scan/neighbours.ts';
import { hostsToScan } from '../../drivers/scan/network-hosts.ts';
import { systemClock } from '../domain/clock.ts';
import { openStoreReader } from '../store/reader.ts';
import { readSecret } from '../store/secrets.ts';
import { ControlRoom } from './control-room.ts';
import { driverSettings } from './device-set.ts';
import { Loop } from './loop.ts';
import { messageDevices } from './message-devices.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './messages.ts';
import { RemoteDevices } from './remote/remote-devices.ts';
import { siteKnowledge } from './site-knowledge.ts';

/** The thread that owns the lines and the loop: builds the control room and runs it once a second. */
const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker thread only');
const { dir, heartbeat, failsafeOnly, freshAt, loopbackAllowed, box, definitions, known, shares } =
  workerData as WorkerSettings;
const beats = new Int32Array(heartbeat);
const post = (message: FromWorker): void => port.postMessage(message);
const clock = systemClock;
const { catalogue, whyOff } = withCatalogue(definitions);
let hanInterfaces: readonly string[] = [];

const listenForNeighboursMs = 3_000;
/** While devices are still to answer for the first time, cycles come this often: the first set-point waits for no second. */
const startingEveryMs = 200;
let looksAgain = false;
const tellLinesEveryMs = 2000;

const remote = new RemoteDevices({ clock, send: (offer) => post({ kind: 'remoteOffer', offer }) });

const room = new ControlRoom({
  clock,
  box,
  failsafeOnly,
  freshAt,
  known,
  shares,
  reader: openStoreReader(dir),
  knowledge: siteKnowledge(catalogue, whyOff),
  makers: {
    openBus: (config) => openBus(config, { clock }),
    definition: (id) => catalogue.get(id),
    createDevice: (config, definition, bus, { wire, budget }) =>
      createModbusDevice({
        ...{ config: driverSettings(config), definition, bus, clock },
        ...(wire !== undefined && { wire }),
        ...(budget !== undefined && { budget }),
      }),
    createMessageDevice: messageDevices({
      ...{ clock, loopbackAllowed, hanInterfaces: () => hanInterfaces },
      credentials: (name) => (name === undefined ? undefined : readSecret(dir, name)),
    }),
    createRemoteDevice: (config) => remote.make(config),
    makeProxy: (config, bus) =>
      new ProxyServer({
        ...{ config, bus, clock, timers: systemTimers },
        warn: (message) => post({ kind: 'log', level: 'warn', message, facts: {} }),
      }),
  },
  scan: {
    catalogue,
    hosts: () => hostsToScan({ interfaces: networkInterfaces(), hanInterfaces, loopbackAllowed }),
    neighbours: (signal) =>
      neighbours({ interfaces: networkInterfaces(), hanInterfaces, listenMs: listenForNeighboursMs, signal }),
  },
  openContacts: (source, events) => openContacts(source, systemTimers, events),
  post,
  nudge: () => loop.nudge(),
});

const loop = new Loop({
  clock,
  timers: {
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  },
  periodMs: 1000,
  run: () => {
    const starting = room.cycle(loop.missed);
    Atomics.add(beats, 0, 1);
    if (!starting || looksAgain) return;
    looksAgain = true;
    setTimeout(() => {
      looksAgain = false;
      loop.nudge();
    }, startingEveryMs);
  },
});

port.on('message', (message: ToWorker) => {
  if (message.kind === 'stop') {
    loop.stop();
    // The main thread ends this one when it has heard so, or after its own deadline.
    void room.stop().finally(() => post({ kind: 'stopped' }));
    return;
  }
  if (message.kind === 'hanInterfaces') {
    hanInterfaces = message.names;
    return;
  }
  if (message.kind === 'remoteDevices') {
    // What waits for a write is told by its device; all else has time until the next cycle.
    remote.take(message.sentMs, message.reports);
    return;
  }
  room.take(message);
  if (
    message.kind !== 'channelsUp' &&
    message.kind !== 'known' &&
    message.kind !== 'rules' &&
    message.kind !== 'readRaw' &&
    message.kind !== 'members'
  )
    loop.nudge();
});

// Not in the cycle: what it tells is for people and for metrics.
setInterval(() => room.tellLines(), tellLinesEveryMs).unref();
loop.start();
loop.nudge();
post({ kind: 'ready' });
