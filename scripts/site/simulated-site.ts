import { ChargePointUnit } from './modbus/charge-point-unit.ts';
import { MeterUnit } from './modbus/meter-unit.ts';
import { chargePointProducts } from './modbus/products/all.ts';
import { readRegisterTable } from './modbus/register-table.ts';
import { serveRtuOverTcp } from './modbus/rtu-server.ts';
import { SerialPace } from './modbus/serial-pace.ts';
import { serveTcp } from './modbus/tcp-server.ts';
import type { Listening, ModbusUnit, Wire } from './modbus/unit.ts';
import { WriteLog } from './modbus/write-log.ts';
import { Plant } from './plant/plant.ts';
import { type Scenario, type SiteDevice, siteDocument } from './scenarios/scenario.ts';

/** How often timers of boxes run and the plant catches up with real time. */
const tickMs = 100;

/** A bus of the site while it is served. */
export interface Bus extends Wire {
  readonly units: Map<number, ModbusUnit>;
}

/** A site that is really there: the plant on real time, each device behind a socket on loopback. */
export interface SimulatedSite {
  readonly scenario: Scenario;
  readonly plant: Plant;
  readonly chargePoints: ReadonlyMap<string, ChargePointUnit>;
  readonly meters: ReadonlyMap<string, MeterUnit>;
  /** By the id of a line, or of a device with a port of its own. */
  readonly buses: ReadonlyMap<string, Bus>;
  readonly log: WriteLog;
  readonly nowMs: () => number;
  /** Ports by the id of a line or device: give them to the next start and its document stays true. */
  readonly ports: Readonly<Record<string, number>>;
  /** For the firmware. */
  readonly document: Record<string, unknown>;
  close(): Promise<void>;
}

export interface SimulatedSiteOptions {
  readonly scenario: Scenario;
  readonly nowMs: () => number;
  /** Wanted ports; what is not named, or taken by another program, gets any free port. */
  readonly ports?: Readonly<Record<string, number>>;
}

/** Starts the servers and lets the plant run with real time. */
export async function startSimulatedSite({
  scenario,
  nowMs,
  ports = {},
}: SimulatedSiteOptions): Promise<SimulatedSite> {
  const plant = new Plant(scenario.plant);
  const log = new WriteLog();
  const chargePoints = new Map<string, ChargePointUnit>();
  const meters = new Map<string, MeterUnit>();
  const buses = new Map<string, Bus>();
  for (const device of scenario.devices) {
    const bus = buses.get(device.line ?? device.id) ?? makeBus(scenario, device.line);
    buses.set(device.line ?? device.id, bus);
    bus.units.set(device.unitId, makeUnit(device, { plant, log, nowMs, chargePoints, meters }));
  }

  const listening = new Map<string, Listening>();
  for (const [id, bus] of buses) {
    const serve = scenario.lines.some((line) => line.id === id) ? serveRtuOverTcp : serveTcp;
    listening.set(id, await onWantedPort((port) => serve(bus, port), ports[id]));
  }

  const startedMs = nowMs();
  const timer = setInterval(() => {
    plant.advanceTo((nowMs() - startedMs) / 1000);
    for (const unit of chargePoints.values()) unit.tick();
  }, tickMs);

  const addresses = new Map([...listening].map(([id, { port }]) => [id, `127.0.0.1:${port}`]));
  return {
    ...{ scenario, plant, chargePoints, meters, buses, log, nowMs },
    ports: Object.fromEntries([...listening].map(([id, { port }]) => [id, port])),
    document: siteDocument(scenario, addresses),
    async close() {
      clearInterval(timer);
      await Promise.all([...listening.values()].map((server) => server.close()));
    },
  };
}

function makeBus({ lines }: Scenario, id: string | undefined): Bus {
  const baudRate = lines.find((line) => line.id === id)?.baudRate;
  return { units: new Map(), replyDelayMs: 0, ...(baudRate === undefined ? {} : { pace: new SerialPace(baudRate) }) };
}

interface Parts {
  readonly plant: Plant;
  readonly log: WriteLog;
  readonly nowMs: () => number;
  readonly chargePoints: Map<string, ChargePointUnit>;
  readonly meters: Map<string, MeterUnit>;
}

function makeUnit(device: SiteDevice, { plant, log, nowMs, chargePoints, meters }: Parts): ModbusUnit {
  const table = readRegisterTable(device.definition);
  if (device.stands === 'grid' || device.stands === 'house') {
    const unit = new MeterUnit(
      table,
      device.stands === 'grid' ? () => plant.gridMeter.reading : () => houseReading(plant),
    );
    meters.set(device.id, unit);
    return unit;
  }
  const product = chargePointProducts.get(device.definition);
  const box = plant.boxes.get(device.stands.box);
  if (product === undefined || box === undefined) {
    throw new Error(`${device.id}: no product ${device.definition}, or no box ${device.stands.box} in the plant`);
  }
  const unit = new ChargePointUnit({
    ...{ table, product, box, log, nowMs },
    voltageV: plant.voltageV,
    plantS: () => plant.nowS,
  });
  chargePoints.set(device.id, unit);
  return unit;
}

/** A consumption meter that sees the house without the cars, and never errs. */
function houseReading({ house, voltageV }: Plant) {
  const [a, b, c] = house.loadA;
  const [u, v, w] = voltageV;
  return { currentA: house.loadA, powerW: [a * u, b * v, c * w] as const, voltageV, importWh: 0, exportWh: 0 };
}

async function onWantedPort(serve: (port: number) => Promise<Listening>, wanted = 0): Promise<Listening> {
  try {
    return await serve(wanted);
  } catch (error) {
    const taken = wanted !== 0 && error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!taken) throw error;
    return serve(0);
  }
}
