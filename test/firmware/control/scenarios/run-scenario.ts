import assert from 'node:assert/strict';
import { nothingKnown } from '../../../../firmware/domain/known.ts';
import { parseWiring, type Wiring } from '../../../../firmware/domain/phases.ts';
import { PlantSite } from '../../../../scripts/site/in-process/plant-site.ts';
import type { CarParameters } from '../../../../scripts/site/plant/parameters.ts';
import { Watched } from './expectations.ts';
import { Flow } from './flow.ts';
import type { ScenarioFile, Step } from './scenario-file.ts';

/** A car that does what it is told, at once and in full: what a rule does shows in its draw. */
const eager: CarParameters = {
  ...{ phases: 3, maxA: 32, batteryWh: 1_000_000, startPercent: 20, taperFromPercent: 90 },
  ...{ deadTimeS: 0.5, rampDownAPerS: 40, rampUpAPerS: 40, wakeS: [0.5, 0.5], stopS: [0.5, 0.5] },
  ...{ drawFactor: 1, wholeAmperes: false },
};

type BoxOfFile = ScenarioFile['boxes'][string];

/** Runs a scenario file to its last expectation. Throws at the first one that is missed. */
export function runScenario(file: ScenarioFile): void {
  const boxes = boxesOf(file);
  const site = siteOf(file, boxes);
  site.plant.house.fix(file.houseA);
  const flow = new Flow();
  const watched = file.expect.map((expected) => new Watched(expected));
  const lastS = Math.max(...watched.map(({ toS }) => toS));
  for (let s = 0; s <= lastS; s += 1) {
    for (const step of file.steps) if (step.atS === s) apply(site, step, file, boxes);
    if (s === 0) continue;
    flow.begin();
    site.step(1, () => flow.see(site.plant));
    for (const expectation of watched) {
      const miss = expectation.look(site, flow, s);
      if (miss !== undefined) assert.fail(`${miss}\n${shown(site)}`);
    }
  }
}

function boxesOf({ boxes, count }: ScenarioFile): readonly (readonly [string, BoxOfFile])[] {
  const like = boxes.E1;
  if (count === undefined || like === undefined) return Object.entries(boxes);
  return Array.from({ length: count }, (_, k) => [`E${k + 1}`, boxes[`E${k + 1}`] ?? like] as const);
}

function siteOf(file: ScenarioFile, boxes: readonly (readonly [string, BoxOfFile])[]): PlantSite {
  return new PlantSite({
    document: documentOf(file, boxes),
    plant: {
      ...{ seed: file.seed, fuseA: 63, voltageV: file.voltageV, meter: { ageS: 0.5, noiseA: 0, resolutionA: 0.01 } },
      boxes: boxes.map(([id, { device, plant, car }]) => ({
        ...{ id, wiring: wiringOf(device.phases), pilotDelayS: 0.5, readingAgeS: 0.5, ...plant },
        ...(car === null ? {} : { car: { ...eager, ...car } }),
      })),
    },
    traits: Object.fromEntries(boxes.map(([id, { product }]) => [id, product])),
    warmUpS: 3,
  });
}

function documentOf(
  { site, meter, more }: Pick<ScenarioFile, 'site' | 'meter' | 'more'>,
  boxes: readonly (readonly [string, BoxOfFile])[],
) {
  return {
    ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', ...site },
    lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
    devices: [
      ...(meter === null ? [] : [{ id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid', ...meter }]),
      ...more,
      ...boxes.map(([id, { device }], k) => ({
        ...{ id, definition: 'a-box', address: `10.0.${Math.floor(k / 250)}.${(k % 250) + 1}:502`, maxCurrentA: 32 },
        ...device,
      })),
    ],
  };
}

const wiringOf = (phases: unknown): Wiring => parseWiring(typeof phases === 'string' ? phases : '') ?? [0, 1, 2];

function apply(
  site: PlantSite,
  step: Step,
  file: ScenarioFile,
  boxes: readonly (readonly [string, BoxOfFile])[],
): void {
  const { plant } = site;
  if (step.site !== undefined) site.put(documentOf({ ...file, site: { ...file.site, ...step.site } }, boxes));
  for (const [name, value] of Object.entries(step.set ?? {})) site.set(name, value ?? undefined);
  if (step.houseA !== undefined) plant.house.fix(step.houseA);
  for (const [id, car] of Object.entries(step.plug ?? {})) plant.plug(id, { ...eager, ...car });
  for (const id of step.unplug ?? []) plant.unplug(id);
  for (const [id, { fault, restarts, ...does }] of Object.entries(step.boxes ?? {})) {
    const chargePoint = site.chargePoint(id);
    Object.assign(chargePoint, does);
    if (fault !== undefined) chargePoint.box.setFault(fault);
    if (restarts) chargePoint.restart(plant.nowS);
  }
  if (step.meter !== undefined) {
    const { answers, frozen, inputs, ...wrong } = step.meter;
    for (const meter of site.meters.values()) {
      meter.answers = answers ?? meter.answers;
      meter.wrong = { ...meter.wrong, ...wrong };
      meter.inputs = inputs ?? meter.inputs;
    }
    if (frozen !== undefined) plant.holdMeter(frozen);
  }
  if (step.wallClockS !== undefined) site.wallStepMs += step.wallClockS * 1000;
  if (step.occupants !== undefined)
    site.known = { ...nothingKnown, occupants: step.occupants.map((occupant) => ({ authorised: true, ...occupant })) };
  if (step.restart) site.restart();
  if (step.orders !== undefined)
    site.orders = step.orders.map(({ departureS, ...order }) => ({
      ...{ ...order, reason: { code: order.origin, origin: originOf(order.origin) } },
      ...(departureS === undefined ? {} : { departureMs: site.wallMs + departureS * 1000 }),
    }));
}

const originOf = (origin: NonNullable<Step['orders']>[number]['origin']) =>
  origin === 'rule' || origin === 'user' ? 'override' : origin;

/** The site at a glance, for the message of a failure. */
function shown(site: PlantSite): string {
  const of = (values: readonly number[]) => values.map((value) => value.toFixed(1)).join('/');
  const points = [...site.chargePoints].slice(0, 12).map(([id, { box }]) => {
    const { offerMa, targetMa, reason } = site.decision(id);
    const { code } = reason;
    return `${id} ${box.state}: target ${targetMa}, offer ${offerMa} mA (${code}), holds ${box.offeredA} A, draws ${of(box.drawnA)}`;
  });
  const rows = site.last?.rows.map((row) => `${row.id} ${row.capacity}`) ?? [];
  return [`house ${of(site.plant.house.loadA)}, flows ${of(site.plant.totalA)}`, ...points, rows.join(', ')].join('\n');
}
