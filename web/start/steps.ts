import type { SiteDocument } from '../../firmware/api/shapes.ts';

/** The way through the first start; the first two are walked before anybody is signed in. */
export const steps = ['language', 'password', 'house', 'lines', 'find', 'devices', 'check', 'gateway', 'done'] as const;
export type Step = (typeof steps)[number];

/** Those that are walked signed in. */
export type WalkedStep = Exclude<Step, 'language' | 'password'>;
const walked = steps.filter((step): step is WalkedStep => step !== 'language' && step !== 'password');

export const placeOf = (step: Step): number => steps.indexOf(step) + 1;
export const stepNamed = (text: string | undefined): WalkedStep | undefined => walked.find((step) => step === text);
export const before = (step: WalkedStep): WalkedStep | undefined => walked[walked.indexOf(step) - 1];
export const after = (step: WalkedStep): WalkedStep | undefined => walked[walked.indexOf(step) + 1];

/** Where somebody is who comes back: the first step that the site still lacks something of. */
export function firstOpen(site: SiteDocument | undefined): WalkedStep {
  if (site === undefined) return 'house';
  const { lines = [], devices = [] } = site;
  if (devices.length === 0) return lines.length === 0 ? 'lines' : 'find';
  return devices.some(({ name }) => name === undefined) ? 'devices' : 'check';
}
