import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import type { OutsideEntry, PlanKind } from '../../domain/outside-plan.ts';
import { everyDay } from '../../domain/site/primitives.ts';
import type { PlanPort } from '../ports.ts';
import type { Command, CommandTable } from './command.ts';
import { once } from './variable-change.ts';

/** `dc`: a battery discharges; `st`: minute of the day; `dr`: minutes; `lm`: mA per phase, of a battery W. */
const cplan = z.strictObject({
  cplan: z
    .array(
      z.strictObject({
        dc: z.union([z.boolean(), z.literal([0, 1])]).default(false),
        st: z.number().int().min(0).max(1439),
        dr: z.number().int().min(1).max(1440),
        lm: z.number().min(0).max(10_000_000),
      }),
    )
    .max(100),
});

export interface PlanCallParts {
  readonly plans: PlanPort;
}

/** The original's calls for plans of an energy manager (original-product 2.6): the plan from outside in its own shape. */
export function planCalls({ plans }: PlanCallParts): CommandTable {
  const set: Command = {
    right: 'plans',
    changes: true,
    async run({ method, json, query, author }) {
      if (method !== 'POST') throw new NetwachtError('badMethod', 'set_cplan is sent with POST');
      const id = placeOf(plans, query);
      const tmp = once(query, 'tmp') ?? '0';
      if (tmp !== '0' && tmp !== '1') throw new NetwachtError('badFlag', 'The parameter tmp must be 0 or 1');
      plans.put(id, entriesOf(await json(), plans.get(id).kind), author);
      return { ok: true };
    },
  };
  const get: Command = {
    right: 'read',
    changes: false,
    run: ({ query }) => ({ cplan: plans.get(placeOf(plans, query)).plan.flatMap(inTheirShape) }),
  };
  return [
    ['set_cplan', set],
    ['get_cplan', get],
  ];
}

function placeOf(plans: PlanPort, query: URLSearchParams): string {
  const id = once(query, 'dev_id');
  if (id === undefined) throw new NetwachtError('badName', 'The parameter dev_id is missing: a charge point, or $G');
  return id === '$G' ? plans.root() : id;
}

function entriesOf(body: unknown, kind: PlanKind): readonly OutsideEntry[] {
  const read = cplan.safeParse(body);
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = issue?.path.map(String).join('.').slice(0, 64) ?? '';
    throw new NetwachtError('badBody', `${path === '' ? 'the body' : path}: ${issue?.message ?? 'does not fit'}`);
  }
  return read.data.cplan.map(({ dc, st, dr, lm }) => {
    const isDischarge = dc === true || dc === 1;
    const time = { fromMin: st, minutes: dr, days: everyDay };
    if (kind === 'battery') return { ...time, limitW: lm, of: isDischarge ? 'discharge' : 'charge' };
    if (isDischarge) throw new NetwachtError('badPlan', 'Only a battery is discharged (dc)');
    return { ...time, limitA: lm / 1000 };
  });
}

/** Entries of single days and dated ones cannot be said in this shape; they are left out. */
function inTheirShape(entry: OutsideEntry) {
  if ('from' in entry || entry.days.length < everyDay.length) return [];
  const time = { st: entry.fromMin, dr: entry.minutes };
  return 'limitW' in entry
    ? [{ dc: entry.of === 'discharge', ...time, lm: entry.limitW }]
    : [{ dc: false, ...time, lm: Math.round(entry.limitA * 1000) }];
}
