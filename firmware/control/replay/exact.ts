import { z } from 'zod';
import type { MemberView } from '../../domain/members.ts';
import type { ChargeOrder, SurplusRules } from '../../domain/order.ts';
import type { BatteryPlan } from '../../domain/outside-plan.ts';
import { reasonSchema } from '../../domain/state-schema.ts';
import type { StoredVariable } from '../../domain/variable.ts';
import type { CycleFacts } from '../cycle.ts';
import type { DeviceView } from '../device-view.ts';
import type { Leaving } from '../leaving.ts';
import type { TemporaryShare } from '../temporary-share.ts';
import { checked } from './checked.ts';
import { knownShape } from './known-shape.ts';
import { limit, ms, number, phaseIndex, ruling, type Shape, text, view } from './shapes.ts';

/**
 * Everything one cycle was given, to the last digit: what a recording carries beside the readable part, as a merge
 * patch on the line before.
 */

const variable = z.strictObject({
  name: text,
  value: number.exactOptional(),
  expr: text.exactOptional(),
  atMs: ms,
  source: text,
  freshAtMs: ms.exactOptional(),
  temporary: z.boolean().exactOptional(),
} satisfies Shape<StoredVariable>);

const order = z.strictObject({
  chargePoint: text,
  origin: z.enum(['profile', 'plan', 'override', 'budget', 'rule', 'user']),
  maxMa: number.min(0).exactOptional(),
  minMa: number.min(0).exactOptional(),
  tier: number.exactOptional(),
  surplusOnly: z.boolean().exactOptional(),
  surplusRules: z
    .strictObject({ held: z.boolean(), untilMs: ms.exactOptional(), holdMs: ms } satisfies Shape<SurplusRules>)
    .exactOptional(),
  maxW: number.min(0).exactOptional(),
  phasesUpMa: number.min(0).exactOptional(),
  energyWh: number.min(0).exactOptional(),
  departureMs: ms.exactOptional(),
  phases: z.literal([1, 3, 'auto']).exactOptional(),
  rulesOff: z.boolean().exactOptional(),
  reason: reasonSchema.extend({ limitMa: number.min(0).exactOptional() }),
} satisfies Shape<ChargeOrder>);

const leaving = z.strictObject({
  id: text,
  circuit: text,
  phases: z.array(phaseIndex).max(3),
  currentMa: number.min(0),
  unproven: z.boolean(),
} satisfies Shape<Leaving>);

const perPhase = z.tuple([number, number, number]);
const member = z.strictObject({
  ...{
    id: text,
    circuit: text,
    heldMa: perPhase,
    established: z.boolean(),
    reachable: z.boolean(),
    failsafeMa: perPhase,
    grantedMa: perPhase,
  },
  ...{ wantedMa: perPhase, houseMa: perPhase, cars: number },
  drawn: z.strictObject({ lowMa: perPhase, highMa: perPhase }).exactOptional(),
} satisfies Shape<MemberView>);

const exact = z.strictObject({
  /** Counts the lines of a recording: one that is missing shows. */
  line: z.int().min(1),
  nowMs: ms,
  wallMs: ms,
  devices: z.record(z.string().max(32), view),
  stored: z.array(variable),
  storedRulings: z.array(ruling),
  candidates: z.array(z.strictObject({ id: number, rows: z.array(variable) })),
  played: z.strictObject({ by: text, rows: z.array(variable), sinceMs: ms, untilMs: ms }).exactOptional(),
  limits: z.array(limit),
  orders: z.array(order).exactOptional(),
  known: knownShape.exactOptional(),
  batteryPlans: z
    .array(
      z.strictObject({
        ...{ device: text, of: z.enum(['charge', 'discharge']), maxW: number.min(0) },
      } satisfies Shape<BatteryPlan>),
    )
    .exactOptional(),
  shares: z
    .array(
      z.strictObject({
        percent: number.min(0).max(100),
        source: text,
        sinceMs: ms,
        leasedUntilMs: ms.exactOptional(),
      } satisfies Shape<TemporaryShare>),
    )
    .max(2)
    .exactOptional(),
  contacts: z
    .array(z.boolean().nullable())
    .max(128)
    .transform((values) => values.map((value) => value ?? undefined))
    .exactOptional(),
  members: z.array(member).max(64).exactOptional(),
  failsafeOnly: z.boolean(),
  leaving: z.array(leaving),
} satisfies Shape<CycleFacts> & { line: z.ZodType });

/** The facts of a cycle as a document, without the patch. Devices go on changing, what they show is never changed. */
export function exactOf(cycle: CycleFacts, line: number): object {
  const devices = [...cycle.devices].map(([id, device]): readonly [string, DeviceView] => {
    const { facts, health, healthSinceMs, fault, readings, lastWrite } = device;
    return [id, { facts, health, healthSinceMs, fault, readings, lastWrite }];
  });
  return { ...cycle, line, devices: Object.fromEntries(devices) };
}

/** The facts of a cycle out of their document. Throws `badLine`. */
export function factsOf(document: unknown): { readonly line: number; readonly facts: CycleFacts } {
  const { line, devices, ...rest } = checked(exact, document, 'exact');
  return { line, facts: { ...rest, devices: new Map(Object.entries(devices)) } };
}
