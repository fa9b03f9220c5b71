import { z } from 'zod';
import { channelId } from './channel.ts';
import { backendId } from './ocpp-documents.ts';
import { outsideEntries, planKinds } from './outside-plan.ts';
import {
  type Session,
  type SessionCorrection,
  type SessionQuarter,
  type SignedValue,
  sessionFlags,
} from './session.ts';
import { deviceId, secretName } from './site/primitives.ts';
import { variableNameFault } from './variable.ts';

/**
 * What an opened backup holds: lines of JSON, packed by gzip inside an age file. The first line is the head, the last one
 * says how many there were; each other line is one thing of one kind (docs/decisions/074).
 */
export const backupFormat = 'netwacht-backup/1';

const ms = z.number().int().min(0).max(8_640_000_000_000_000);
const wh = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const whole = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const name = z.string().min(1).max(200);
const text = z.string().max(1000);
const folderName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);
/** Checked by its own schema later. */
const document = z.looseObject({});

export const backupHead = z.strictObject({
  format: z.literal(backupFormat),
  /** ISO 8601. */
  made: z.iso.datetime(),
  /** Of the program that made it. */
  version: z.string().max(64),
  box: z.string().regex(/^NTW-[0-9a-f]{16}$/),
});
export type BackupHead = z.output<typeof backupHead>;

const pair = z.strictObject({
  certificatePem: z.string().min(1).max(262_144),
  keyPem: z.string().min(1).max(16_384),
  source: z.enum(['made', 'uploaded', 'issued']),
});

const session = z.strictObject({
  ...{ id: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER), chargePoint: deviceId, name },
  ...{ pluggedAtMs: ms, unpluggedAtMs: ms, pluggedS: wh, chargedS: wh },
  ...{ firstChargeMs: ms.optional(), lastChargeMs: ms.optional() },
  ...{ meter: z.enum(['chargePoint', 'meter', 'soft']), meterDevice: name },
  ...{ meterStartWh: whole.optional(), meterStopWh: whole.optional() },
  ...{ energyWh: wh, gridWh: wh, solarWh: wh, batteryWh: wh, gapWh: wh, costUct: whole, unpricedWh: wh },
  ...{ user: name.optional(), tag: name.optional() },
  flags: z.array(z.enum(sessionFlags)).max(sessionFlags.length),
});
const quarter = z.strictObject({
  ...{ fromMs: ms, energyWh: wh, gridWh: wh, solarWh: wh, batteryWh: wh, priceMct: whole.optional(), ownMct: whole },
  ...{ tariff: name.optional(), costUct: whole, gap: z.boolean() },
});
const correction = z.strictObject({
  ...{ atMs: ms, who: text, why: text, energyWh: wh.exactOptional(), costUct: whole.exactOptional() },
  ...{ user: name.nullable().exactOptional(), tag: name.nullable().exactOptional(), shiftMs: whole.exactOptional() },
});
const signed = z.strictObject({
  ...{ atMs: ms, place: z.enum(['begin', 'end', 'during']), source: name, format: name },
  ...{ text: z.string().max(65_536), publicKey: z.string().max(65_536).exactOptional() },
});
const meteringQuarter = z.strictObject({
  ...{ point: name, quarterMs: ms, consumedWh: whole.optional(), producedWh: whole.optional() },
  ...{ priceCt: z.number().optional(), priority: z.number(), share: z.number(), gridCostFactor: z.number() },
  ...{ generationCostCt: z.number(), gap: z.boolean() },
});

const finite = z.number();
/** A session with everything that belongs to it. */
const sessionLine = z.strictObject({
  kind: z.literal('session'),
  session,
  quarters: z.array(quarter).max(20_000),
  corrections: z.array(correction).max(1000),
  signed: z.array(signed).max(1000),
});

export const backupLine = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('site'), document }),
  z.strictObject({
    ...{ kind: z.literal('variable'), name: z.string().refine((one) => variableNameFault(one) === undefined) },
    ...{ value: finite.exactOptional(), expr: z.string().min(1).max(4000).exactOptional(), atMs: ms, source: text },
  }),
  z.strictObject({ kind: z.literal('gateway'), document }),
  z.strictObject({ kind: z.literal('channel'), id: channelId, document }),
  z.strictObject({ kind: z.literal('backend'), id: backendId, document }),
  z.strictObject({ kind: z.literal('ocppServer'), document }),
  z.strictObject({ kind: z.literal('pin'), user: name, phc: z.string().regex(/^\$argon2id\$[\x21-\x7e]{1,500}$/) }),
  z.strictObject({ kind: z.literal('cardUses'), tag: name, count: z.number().int().min(0).max(1e9) }),
  z.strictObject({
    ...{ kind: z.literal('plan'), of: z.enum(planKinds), place: name, entries: outsideEntries, atMs: ms, source: text },
  }),
  z.strictObject({ kind: z.literal('definition'), folder: folderName, id: folderName, text: z.string().max(262_144) }),
  z.strictObject({
    ...{ kind: z.literal('secret'), name: secretName, user: text, password: z.string().max(4096) },
  }),
  z.strictObject({ kind: z.literal('key'), folder: z.enum(['certificates', 'stations']), name: secretName, pair }),
  sessionLine,
  z.strictObject({ kind: z.literal('metering'), quarters: z.array(meteringQuarter).min(1).max(2000) }),
  z.strictObject({ kind: z.literal('end'), lines: z.number().int().min(0) }),
]);
export type BackupLine = z.output<typeof backupLine>;
export type BackupLineOf<K extends BackupLine['kind']> = Extract<BackupLine, { readonly kind: K }>;

/** Everything but sessions and metering, which may be many. */
export interface BackupSettings {
  readonly head: BackupHead;
  readonly site: object | undefined;
  readonly variables: readonly BackupLineOf<'variable'>[];
  readonly gateway: object | undefined;
  readonly channels: readonly BackupLineOf<'channel'>[];
  readonly backends: readonly BackupLineOf<'backend'>[];
  readonly ocppServer: object | undefined;
  readonly pins: readonly BackupLineOf<'pin'>[];
  readonly cardUses: readonly BackupLineOf<'cardUses'>[];
  readonly plans: readonly BackupLineOf<'plan'>[];
  readonly definitions: readonly BackupLineOf<'definition'>[];
  readonly secrets: readonly BackupLineOf<'secret'>[];
  readonly keys: readonly BackupLineOf<'key'>[];
}

/** A session as the box has it, with everything that belongs to it. */
export interface SessionParts {
  readonly session: Session;
  readonly quarters: readonly SessionQuarter[];
  readonly corrections: readonly SessionCorrection[];
  readonly signed: readonly SignedValue[];
}

/** The parts of a line under the number that the session has here. */
export function sessionParts(line: BackupLineOf<'session'>, id: number): SessionParts {
  const { quarters, corrections } = line;
  const unknown = {
    firstChargeMs: undefined,
    lastChargeMs: undefined,
    meterStartWh: undefined,
    meterStopWh: undefined,
  };
  return {
    session: { ...unknown, user: undefined, tag: undefined, ...line.session, id },
    quarters: quarters.map((one) => ({ priceMct: undefined, tariff: undefined, ...one, session: id })),
    corrections: corrections.map((one) => ({ ...one, session: id })),
    signed: line.signed.map((one) => ({ ...one, session: id })),
  };
}

/** How many of what a backup holds; `site`: its name. */
export interface BackupContent {
  readonly made: string;
  readonly version: string;
  readonly box: string;
  readonly site: string | null;
  readonly counts: Readonly<Record<string, number>>;
}

/** What a restore would do with this box, or has done. */
export interface RestoreEffect {
  /** The site of this box that is replaced, by its name; null: there is none. */
  readonly replacesSite: string | null;
  readonly channelsGone: readonly string[];
  readonly backendsGone: readonly string[];
  /** Variables that keep the value they have here, and those that belong to the grid operator. */
  readonly variablesKept: number;
  /** The box has keys of its own: whether they are replaced has to be said. */
  readonly asksForKeys: boolean;
}

/** What the last restore did. */
export interface RestoreDone {
  readonly at: string;
  readonly by: string;
  readonly content: BackupContent;
  readonly withKeys: boolean;
  readonly sessionsAdded: number;
  readonly sessionsKnown: number;
}

export interface RestoreView {
  /** A file that was sent and not opened yet, bytes; null: none. */
  readonly fileBytes: number | null;
  readonly last: RestoreDone | null;
}
