import type { BatteryRuleStates, DryRun, RuleStates } from '../../firmware/api/shapes.ts';
import type { RuleInput } from '../rules/rule-owner.ts';
import { call } from './request.ts';

export type { BatteryRuleStates, DryRun, RuleStates };

const part = encodeURIComponent;

export const readRuleStates = (chargePoint: string) =>
  call<RuleStates>('GET', `charge-points/${part(chargePoint)}/rules`);
export const readBatteryRules = (battery: string) => call<BatteryRuleStates>('GET', `batteries/${part(battery)}/rules`);

/** Seven days of a slow card take their time. */
const longestMs = 60_000;

/** What rules would have asked for; without `rules` those of the charge point. */
export const dryRun = (question: {
  readonly chargePoint: string;
  readonly rules?: readonly RuleInput[];
  readonly from: string;
  readonly to: string;
  readonly everyS: 10 | 60 | 900;
}) => call<DryRun>('POST', 'rules/dry-run', question, { longestMs });

/** What was offered to a charge point, a value every so many seconds; null = not known. */
export const readOffered = (chargePoint: string, from: string, to: string, everyS: number) =>
  call<{
    readonly from: string;
    readonly everyS: number;
    readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
  }>(
    'GET',
    `history?${new URLSearchParams({ series: `chargePoint.${chargePoint}.offeredA`, from, to, every: String(everyS) }).toString()}`,
    undefined,
    { longestMs },
  );

/** A named set, or one that is shipped, at a glance. */
export interface RuleSetHead {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly { readonly name: string; readonly formula: string }[];
  readonly rules: number;
}

/** A set as a file. */
export interface RuleSetFile extends Omit<RuleSetHead, 'rules'> {
  readonly format: string;
  readonly rules: readonly RuleInput[];
}

export const readPresets = () => call<{ readonly presets: readonly RuleSetHead[] }>('GET', 'rule-presets');
export const readPreset = (id: string) => call<RuleSetFile>('GET', `rule-presets/${part(id)}`);
export const readRuleSet = (id: string) => call<RuleSetFile>('GET', `rule-sets/${part(id)}`);
/** Imports a file; the box checks it as a whole. */
export const putRuleSet = (id: string, file: unknown, etag?: string) =>
  call<{ readonly etag: string }>('PUT', `rule-sets/${part(id)}`, file, { ifMatch: etag });
