import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import type { BoxState, PlantState, Writes } from './control-shapes.ts';
import type { SimulatedSite } from './simulated-site.ts';

const maxBodyBytes = 64 * 1024;

const deviceChange = z.strictObject({
  silent: z.boolean().optional(),
  frozen: z.boolean().optional(),
  plugged: z.boolean().optional(),
  eager: z.literal(true).optional(),
  fault: z.boolean().optional(),
  restart: z.literal(true).optional(),
  replyDelayMs: z.number().min(0).max(60_000).optional(),
});
const houseChange = z.strictObject({ loadA: z.tuple([z.number(), z.number(), z.number()]).nullable() });

/** The channel by which tests and benches look behind the registers and make trouble: HTTP with JSON, loopback only. */
export async function serveControl(site: SimulatedSite): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    handle(site, request).then(
      (answer) => send(response, 200, answer),
      (error: unknown) => send(response, 400, { error: error instanceof Error ? error.message : String(error) }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('an HTTP server without a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

async function handle(site: SimulatedSite, request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, first = '', id = ''] = url.pathname.split('/');
  if (request.method === 'GET' && first === 'state') return plantState(site);
  if (request.method === 'GET' && first === 'writes') {
    const sinceMs = Number(url.searchParams.get('since') ?? 0);
    return { atMs: site.nowMs(), writes: site.log.since(sinceMs) } satisfies Writes;
  }
  if (request.method === 'POST' && first === 'devices') {
    changeDevice(site, id, deviceChange.parse(await readJson(request)));
    return plantState(site);
  }
  if (request.method === 'POST' && first === 'house') {
    site.plant.house.fix(houseChange.parse(await readJson(request)).loadA ?? undefined);
    return plantState(site);
  }
  throw new Error(`${request.method} ${url.pathname} is nothing this site knows`);
}

function plantState(site: SimulatedSite): PlantState {
  const { plant } = site;
  return {
    atMs: site.nowMs(),
    plantS: plant.nowS,
    chargePoints: Object.fromEntries([...site.chargePoints.keys()].map((id) => [id, boxState(site, id)])),
    meters: Object.fromEntries([...site.meters].map(([id, { silent }]) => [id, { silent }])),
    house: { loadA: plant.house.loadA },
    connection: { currentA: plant.totalA, powerW: plant.totalW },
    fuse: { ratedA: plant.fuse.ratedA, heat: plant.fuse.heat, trips: plant.fuse.trips },
    allowedPercent: plant.allowedPercent,
    gridMeterHeld: plant.meterHeld,
  };
}

function boxState(site: SimulatedSite, id: string): BoxState {
  const { box, unit } = chargePoint(site, id);
  return {
    state: box.state,
    registerA: unit.registerA,
    offeredA: box.offeredA,
    pilotA: box.pilotA,
    drawnA: box.drawnA,
    powerW: box.drawnA.reduce((sum, amperes, p) => sum + amperes * (site.plant.voltageV[p] ?? 0), 0),
    energyWh: box.energyWh,
    socPercent: box.car?.socPercent ?? null,
    silent: unit.silent,
    lastWrite: site.log.last(id) ?? null,
    lastSetpoint: site.log.last(id, true) ?? null,
  };
}

/** Takes what it is given within a second or two. */
const eager = { wakeS: [0.5, 1.5], deadTimeS: 0.5, startPercent: 20, batteryWh: 80_000 } as const;

function changeDevice(site: SimulatedSite, id: string, change: z.output<typeof deviceChange>): void {
  const device = site.scenario.devices.find((one) => one.id === id);
  if (device === undefined) throw new Error(`there is no device ${id}`);
  const bus = site.buses.get(device.line ?? id);
  if (change.replyDelayMs !== undefined && bus !== undefined) bus.replyDelayMs = change.replyDelayMs;
  const meter = site.meters.get(id);
  if (meter !== undefined) {
    if (change.silent !== undefined) meter.setSilent(change.silent);
    if (change.frozen !== undefined) site.plant.holdMeter(change.frozen);
    return;
  }
  const { box, unit } = chargePoint(site, id);
  if (change.silent !== undefined) unit.setSilent(change.silent);
  if (change.plugged === true) site.plant.plug(box.parameters.id, change.eager === true ? eager : {});
  if (change.plugged === false) site.plant.unplug(box.parameters.id);
  if (change.fault !== undefined) box.setFault(change.fault);
  if (change.restart === true) unit.restart();
}

function chargePoint(site: SimulatedSite, id: string) {
  const device = site.scenario.devices.find((one) => one.id === id);
  const unit = site.chargePoints.get(id);
  const box = typeof device?.stands === 'object' ? site.plant.boxes.get(device.stands.box) : undefined;
  if (unit === undefined || box === undefined) throw new Error(`there is no charge point ${id}`);
  return { unit, box };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > maxBodyBytes) throw new Error('a body of more than 64 KiB');
  }
  return JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
