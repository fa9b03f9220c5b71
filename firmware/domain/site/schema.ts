import { z } from 'zod';
import { battery } from './batteries.ts';
import { broker, device, line } from './devices.ts';
import { events } from './events.ts';
import { gridInput, lpc, quarterPeak } from './grid.ts';
import { influx } from './influx.ts';
import { leader, members } from './leader.ts';
import { meteringPoint } from './metering-points.ts';
import { mqttOut } from './mqtt.ts';
import { output } from './outputs.ts';
import { para14a } from './para14a.ts';
import { amperes, formula, id, label, limit, planEntry, seconds, watts } from './primitives.ts';
import { registerServer } from './register-servers.ts';
import { ruleSets } from './rules.ts';
import { sunspec } from './sunspec.ts';
import { tariff } from './tariffs.ts';
import { tag, user } from './users.ts';
import { variable } from './variables.ts';

/** The site document (contracts §4): shape and defaults. What a shape cannot say is in check.ts. */

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'not a time zone of the IANA list, such as Europe/Amsterdam');

const circuit = z
  .strictObject({
    id,
    name: label.optional(),
    parent: id.optional(),
    /** A plain number, always: nothing ever exceeds it. */
    fuseA: z.number().gt(0).max(10_000),
    reserveA: amperes.default(0),
    assumedHouseA: amperes.optional(),
    limits: z.array(limit).max(20).default([]),
    plan: z.array(planEntry).max(100).default([]),
    staleMeterCurrentA: amperes.default(6),
    staleMeterFinalA: amperes.default(0),
    para14a: para14a.optional(),
  })
  .transform((c) => ({ ...c, name: c.name ?? c.id }));

const timing = z.strictObject({
  minOnS: seconds.default(120),
  minPauseS: seconds.default(60),
  surplusPauseS: seconds.default(300),
  raiseIntervalS: z.number().min(1).max(3600).default(8),
  slotS: z.number().min(60).max(86_400).default(900),
  phaseUpDelayS: seconds.default(600),
});

const imbalance = z.strictObject({ maxA: amperes.default(20), includesHouse: z.boolean().default(false) });

export const siteSchema = z.strictObject({
  name: label,
  timezone: timeZone,
  voltageV: z.number().min(100).max(300).default(230),
  mode: z.enum(['manage', 'observe']).default('manage'),
  openReads: z.boolean().default(false),
  lostPolicy: z.enum(['minimum', 'off', 'free']).default('minimum'),
  acceptFailsafeRisk: z.boolean().default(false),
  imbalance: imbalance.prefault({}),
  sharePercent: z.number().min(0).max(100).default(100),
  /** Replaces the surplus that the meters give, W. */
  surplus: z.strictObject({ formula }).optional(),
  /** The most that may be fed in; factor under 1 approaches it in smaller steps. */
  feedIn: z.strictObject({ maxW: watts.min(0), factor: z.number().min(0.1).max(1).default(1) }).optional(),
  timing: timing.prefault({}),
  /** An energy guard that limits consumption (EEBus LPC, fed by REST). */
  lpc: lpc.optional(),
  /** Relays and ripple control: contacts that mean limits. */
  /** Several boxes under one connection: this one is led by another, or leads others. */
  leader: leader.optional(),
  members: members.default([]),
  gridInputs: z.array(gridInput).max(16).default([]),
  quarterPeak: quarterPeak.optional(),
  circuits: z.array(circuit).min(1).max(500),
  lines: z.array(line).max(100).default([]),
  brokers: z.array(broker).max(16).default([]),
  /** A broker that this box reports to. */
  mqtt: mqttOut.optional(),
  devices: z.array(device).max(1000).default([]),
  variables: z.array(variable).max(256, 'at most 256 variables').default([]),
  users: z.array(user).max(1000).default([]),
  tags: z.array(tag).max(10_000).default([]),
  tariffs: z.array(tariff).max(50).default([]),
  batteries: z.array(battery).max(50).default([]),
  ruleSets: ruleSets.default({}),
  outputs: z.array(output).max(100).default([]),
  /** A time-series database that is written to. */
  influx: influx.optional(),
  meteringPoints: z.array(meteringPoint).max(100).default([]),
  /** The original's registers on ports of ours; none unless named. */
  registerServers: z.array(registerServer).max(16).default([]),
  /** Messages to people. */
  events: events.prefault({}),
  /** The SunSpec server of the box; absent: none. */
  sunspec: sunspec.optional(),
});

/** A site with every default filled in. */
export type Site = z.output<typeof siteSchema>;
export type Circuit = Site['circuits'][number];
export type SiteVariable = Site['variables'][number];
export type SiteLimit = Circuit['limits'][number];
