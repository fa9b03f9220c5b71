import type { SiteDocument } from '../../firmware/api/shapes.ts';

/** The way through the first start; the first two are walked before anybody is signed in. */
export const steps = [
  'language',
  'password',
  'house',
  'lines',
  'find',
  'devices',
  'check',
  'gateway',
  'done',
] as const;
export type Step = (typeof steps)[number];

/** The steps that are walked signed in. */
export const walked = steps.slice(2) as readonly Step[];

export const placeOf = (step: Step): number => steps.indexOf(step) + 1;
export const stepNamed = (text: string | undefined): Step | undefined => walked.find((step) => step === text);
export const before = (step: Step): Step | undefined => walked[walked.indexOf(step) - 1];
export const after = (step: Step): Step | undefined => walked[walked.indexOf(step) + 1];

/** Where somebody is who comes back: the first step that the site still lacks something of. */
export function firstOpen(site: SiteDocument | undefined): Step {
  if (site === undefined) return 'house';
  const { lines = [], devices = [] } = site;
  if (devices.length === 0) return lines.length === 0 ? 'lines' : 'find';
  return devices.some(({ role, name }) => role === undefined || name === undefined) ? 'devices' : 'check';
}
