import { z } from 'zod';
import { parseWiring, type Wiring } from '../phases.ts';
import { oneContact } from './grid.ts';
import { originalKeys } from './original-keys.ts';
import { amperes, deviceId, endpoint, formula, id, label, limit, planEntry, secretName } from './primitives.ts';
import { proxy } from './proxy.ts';
import { rule } from './rules.ts';

/** Lines and the devices on them (contracts §4). */

/** How frames stand on a line: binary, or as hex digits for a product that speaks Modbus ASCII. */
const framing = z.enum(['rtu', 'ascii']).default('rtu');

export const line = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    kind: z.literal('serial'),
    path: z
      .string()
      .regex(/^\/dev\/[A-Za-z0-9._/-]{1,100}$/, 'a serial line is a path under /dev')
      .refine((p) => !p.includes('..'), 'no .. in a path'),
    baudRate: z.number().int().min(300).max(1_000_000),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
    dataBits: z.union([z.literal(7), z.literal(8)]).default(8),
    stopBits: z.union([z.literal(1), z.literal(2)]).default(1),
    framing,
    proxy: proxy.optional(),
  }),
  z.strictObject({ id, kind: z.literal('rtu-over-tcp'), address: endpoint, framing, proxy: proxy.optional() }),
]);

/** A broker that devices speak MQTT over. */
export const broker = z.strictObject({
  id,
  address: endpoint,
  tls: z.boolean().default(false),
  /** SHA-256 of its certificate: this one and no other, whoever signed it. Only with `tls`. */
  pin: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'a pin is the SHA-256 of a certificate: 64 of 0-9 and a-f')
    .optional(),
  /** Name and password, where it asks for them. */
  secret: secretName.optional(),
});

export const deviceRoles = [
  'grid',
  'consumption',
  'generation',
  'storageHome',
  'storageAll',
  'chargePoint',
  'display',
] as const;

/** A meter of this definition is no product: its values are formulas (original-product D17). */
export const expressionDefinition = 'expression';

/** A charge point of this definition speaks OCPP and connects to us; its address is its charge box id. */
export const ocppDefinition = 'ocpp';

/** Devices of these definitions are reached by nobody: others push their values to the box (decision 079). */
export const pushedMeterDefinition = 'pushed-meter';
export const pushedChargePointDefinition = 'pushed-evse';
export const isPushed = ({ definition }: { readonly definition: string }): boolean =>
  definition === pushedMeterDefinition || definition === pushedChargePointDefinition;

const usualStaleS = 10;
/** The original's clients push every 15 to 30 s, and one push may be late. */
const pushedStaleS = 40;

/** What an expression meter can give, on its own phases: mA, W, V, Wh, %. A missing L2, L3 is the formula of L1 for that phase. */
const expressionFields = z.strictObject({
  current_l1: formula.optional(),
  current_l2: formula.optional(),
  current_l3: formula.optional(),
  power_w: formula.optional(),
  voltage_l1: formula.optional(),
  voltage_l2: formula.optional(),
  voltage_l3: formula.optional(),
  import_wh: formula.optional(),
  export_wh: formula.optional(),
  soc: formula.optional(),
});
export type ExpressionField = keyof z.output<typeof expressionFields>;

export const device = z
  .strictObject({
    id: deviceId,
    name: label.optional(),
    enabled: z.boolean().default(true),
    definition: z.string().regex(/^[a-z0-9-]{1,64}$/, 'a definition is named by a-z, 0-9 and -'),
    line: id.optional(),
    address: z.string().min(1).max(300).optional(),
    broker: id.optional(),
    /** What the device is called on its broker. */
    topic: z
      .string()
      .regex(/^[A-Za-z0-9._:/-]{1,100}$/, 'a topic is 1 to 100 letters, digits and ._:/-, without wildcards')
      .optional(),
    /** The contact that an S0 meter closes, and how often for a kilowatt-hour (1000 when absent). */
    contact: oneContact.optional(),
    pulsesPerKwh: z.number().min(0.01).max(1_000_000).optional(),
    unitId: z.number().int().min(0).max(255).optional(),
    /** Others reach it through us; only with an address of its own. */
    proxy: proxy.optional(),
    connector: z.number().int().min(1).max(99).optional(),
    /** Where the chain of SunSpec models begins, if not at one of the usual registers. */
    startRegister: z.number().int().min(0).max(65_533).optional(),
    role: z.enum(deviceRoles).optional(),
    circuit: id.optional(),
    phases: z
      .string()
      .default('L1L2L3')
      .refine(
        (text) => parseWiring(text) !== undefined,
        'phases are one to three distinct ones of L1, L2, L3: "L2L3L1", "L2"',
      ),
    factor: z
      .number()
      .min(-10_000)
      .max(10_000)
      .refine((f) => f !== 0, 'a factor of 0 hides the load')
      .default(1),
    /** 10, of a device that is pushed to 40, when absent. */
    staleS: z.number().min(1).max(3600).optional(),
    chargePoint: deviceId.optional(),
    fields: expressionFields.optional(),
    /** What a battery holds, Wh; only for one. */
    capacityWh: z.number().gt(0).max(1e9).optional(),
    /** The inverter that the feed-in limit may throttle. */
    throttle: z.boolean().default(false),
    minCurrentA: z.number().min(6).max(1000).default(6),
    maxCurrentA: z.number().min(6).max(1000).optional(),
    priority: z.number().int().min(0).max(100).default(1),
    phaseSwitch: z.enum(['auto', 'off']).default('off'),
    failsafeCurrentA: z.union([z.literal(0), z.number().min(6).max(1000)]).default(6),
    offsetA: amperes.optional(),
    firstComeFirstServed: z.boolean().optional(),
    /** A car that draws less than this has taken what is good for its battery and is stopped; 0 = off. */
    saveBatteryA: amperes.optional(),
    /** 1: only after it has drawn more for a minute. 2: whatever it drew. */
    saveBatteryMode: z.union([z.literal(1), z.literal(2)]).optional(),
    /** Repeated short top-ups are put off. */
    letCarSleep: z.boolean().optional(),
    /** A car that takes nothing of a new offer is woken where the product can; on unless false. */
    wakeCar: z.boolean().optional(),
    /** For a box that shows useless states while it is switched off: without a car it keeps its minimum if there is room. */
    keepActivated: z.boolean().optional(),
    limits: z.array(limit).max(20).default([]),
    rules: z.array(rule).max(100).default([]),
    /** The card that counts when none was shown before plugging in (original-product G5). */
    fixedTag: id.optional(),
    plan: z.array(planEntry).max(100).default([]),
    secret: secretName.optional(),
    /** OCPP only: the common name of the client certificate that the charge point has to show. */
    certificate: z.string().min(1).max(64).optional(),
    /** OCPP only: it may come without a password and without a certificate. */
    insecure: z.boolean().optional(),
    /** OCPP only: the least it has to show, where that is more than a password: 2 = TLS and a password. */
    securityProfile: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
    /** OCPP only: so often we ping its connection; 0 = never. */
    pingS: z.union([z.literal(0), z.number().int().min(5).max(3600)]).optional(),
    originalKeys: originalKeys.optional(),
    /** Doubtful fields of the product that a person has checked at the device (decision 042). */
    confirmed: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'a quantity of the definition'))
      .max(40)
      .default([]),
  })
  .transform((d) => ({
    ...d,
    name: d.name ?? d.id,
    staleS: d.staleS ?? (isPushed(d) ? pushedStaleS : usualStaleS),
    role: d.role ?? (d.id.startsWith('E') ? ('chargePoint' as const) : ('display' as const)),
    /** Building phases behind the device's own L1, L2, L3. */
    wiring: (parseWiring(d.phases) ?? [0, 1, 2]) as Wiring,
  }));

export type DeviceConfig = z.output<typeof device>;
export type BrokerEntry = z.output<typeof broker>;
export type LineEntry = z.output<typeof line>;
