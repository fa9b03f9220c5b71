import { z } from 'zod';
import { conditionSchema, quantitySchema } from './register-schema.ts';

/** Registers are named by quantity; `fc` is the function that writes them. Values are in the register's unit. */
const writeFunction = z.literal([5, 6, 15, 16]);

export const stepSchema = z.strictObject({
  quantity: quantitySchema,
  fc: writeFunction,
  value: z.number(),
  /** Wait after this step before the next. */
  thenMs: z.int().min(0).max(60_000).optional(),
  note: z.string().optional(),
});

/** How often: a fixed time, or a time the device holds in a register divided by a number. */
export const periodSchema = z.union([
  z.strictObject({ ms: z.int().min(500) }),
  z.strictObject({ of: quantitySchema, divide: z.number().min(1), elseMs: z.int().min(500) }),
]);

const setCurrentSchema = z.strictObject({
  /** One register, or one per phase that all get the same value. */
  quantity: z.union([quantitySchema, z.array(quantitySchema).min(2).max(3)]),
  fc: z.literal([6, 16]),
  minA: z.number().min(0),
  maxA: z.number().positive(),
  /** What the site gets when it names no maximum; absent = maxA. */
  defaultMaxA: z.number().positive().optional(),
  stepA: z.number().positive(),
});

const setPowerSchema = z.strictObject({
  quantity: quantitySchema,
  fc: z.literal([6, 16]),
  minA: z.number().min(0),
  maxA: z.number().positive(),
  defaultMaxA: z.number().positive().optional(),
  stepW: z.number().positive(),
  /** Voltage that turns amperes into watts; the least a phase may have, so that watts never buy more amperes than meant. */
  voltageV: z.number().positive(),
});

/** How zero is told: by the switch, by a value of the set-point (`value`, default 0), or by both. */
const disabledSchema = z.union([
  z.strictObject({ by: z.literal('enable') }),
  z.strictObject({ by: z.literal('setpoint'), value: z.number().optional() }),
  z.strictObject({ by: z.literal('both'), value: z.number().optional() }),
]);

const keepAliveSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('anyRead'), every: periodSchema, note: z.string().optional() }),
  z.strictObject({ kind: z.literal('rewriteSetpoint'), every: periodSchema, note: z.string().optional() }),
  z.strictObject({
    kind: z.literal('write'),
    quantity: quantitySchema,
    fc: writeFunction,
    /** A number, or the quantity whose last value is written back. */
    value: z.union([z.number(), quantitySchema]),
    every: periodSchema,
    onlyIf: conditionSchema.optional(),
    note: z.string().optional(),
  }),
]);

export const controlSchema = z.strictObject({
  setCurrent: setCurrentSchema.optional(),
  setPower: setPowerSchema.optional(),
  enable: z
    .strictObject({
      quantity: quantitySchema,
      fc: writeFunction,
      on: z.number(),
      off: z.number(),
      /** Steps that go before each change of the switch. */
      before: z.array(stepSchema).optional(),
    })
    .optional(),
  disabled: disabledSchema,
  /** Whether the set-point can be read back from the register it is written to. */
  readBack: z.boolean(),
  phases: z
    .strictObject({
      quantity: quantitySchema,
      fc: writeFunction,
      one: z.number(),
      three: z.number(),
      /** How long the device itself offers nothing after a switch; 10 s when absent. */
      deadTimeMs: z.int().min(0).max(600_000).optional(),
      /** Only where this holds (an option of the hardware, a setting). */
      onlyIf: conditionSchema.optional(),
    })
    .optional(),
  keepAlive: keepAliveSchema.optional(),
  /** What the device does when nobody speaks to it. */
  watchdog: z
    .strictObject({
      /** Time until it falls back; 0 = it never does. */
      timeout: quantitySchema.optional(),
      failsafeCurrent: quantitySchema.optional(),
      failsafePower: quantitySchema.optional(),
      /** How the fail-safe current of the site is set: only where the device holds another one, see failsafe-writer.ts. */
      set: z
        .strictObject({
          fc: z.literal([6, 16]),
          /** The time-out as well: this long where it is off or longer, s. */
          timeoutS: z.number().positive().max(600).optional(),
        })
        .optional(),
      note: z.string().optional(),
    })
    .optional(),
  /** Before the first set-point of a connection. */
  init: z.array(stepSchema).optional(),
  /** Wakes a car that sleeps. */
  wake: z.array(stepSchema).optional(),
  /**
   * Registers whose writing wears nothing; `all`, or their quantities. Others are written on change only, and the
   * fail-safe among them once per start at most.
   */
  volatile: z.union([z.literal('all'), z.array(quantitySchema)]),
  /** No control action may name a register outside `volatile`; setting the fail-safe is none. */
  volatileOnly: z.boolean(),
});

export type Control = z.infer<typeof controlSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Period = z.infer<typeof periodSchema>;
