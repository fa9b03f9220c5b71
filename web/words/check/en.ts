import type { CheckCode, CheckKind } from '../../../firmware/api/shapes.ts';

const before: Record<CheckKind, string> = {
  meter:
    'A load is moved and the box looks at what the meter sees. Plug in a car that charges with 10 A or more, or take a kettle. It takes 3 to 10 minutes; nothing is changed by itself.',
  wiring:
    'This charge point is stepped while the others hold 6 A. Plug in a car that charges on one phase. It takes 2 to 4 minutes; nothing is changed by itself.',
};

const codes: Record<CheckCode, string> = {
  settling: 'Runs: the load is settling.',
  stepping: 'Runs: the load is moved up and down.',
  switchOn: 'Switch the load on now. You have 15 seconds.',
  switchOff: 'Switch the load off now. You have 15 seconds.',
  fits: 'All is as entered.',
  fitsInPart: 'What this load could show is as entered. A load on another phase shows the rest.',
  phasesDiffer: 'The phases are other than entered. Take what is offered, or change the wires.',
  signInverted: 'Import is counted as export. Turn that transformer, or take the factor that is offered.',
  factorDiffers:
    'The meter counts another current than flows. Check the ratio of the transformers, or take the factor.',
  noLoad: 'Nothing found: no car drew 4 A or more. Plug in a car that is not full.',
  noMeter: 'Nothing found: the meter gave no current. Check its wire and its address.',
  noAnswer: 'Nothing found: the meter did not move at all. Is it the meter of this circuit?',
  disturbed: 'Nothing found: too much else went on and off. Try again when the house is quiet.',
  threePhaseCar: 'Nothing found: all phases moved alike. Use a car that charges on one phase or on two.',
  phasesDoNotFit: 'Nothing found: load and meter do not agree. Check the charge points one by one, or use a kettle.',
  voltageMixed: 'Current and power do not belong together: a transformer sits on another phase than its voltage wire.',
  noMeterAbove: 'Not possible: no grid meter stands above this charge point.',
  notAGridMeter: 'Not possible: this meter is not at the grid connection.',
  unknownDevice: 'Not possible: the site does not have this device any more.',
  observing: 'Not possible: the box only observes. Let it manage, in the settings.',
  siteChanged: 'Ended: the settings were changed meanwhile. Begin again.',
  ended: 'Ended. Nothing has changed.',
};

export const en = {
  before,
  codes,
  load: 'What is switched',
  loads: { cars: 'Cars that charge', L1: 'A kettle on L1', L2: 'A kettle on L2', L3: 'A kettle on L3' },
  kettle: 'Take a load of 1.5 kW or more on this phase, and switch it when the box says so.',
  start: 'Begin the check',
  again: 'Check again',
  end: 'End the check',
  seen: (steps: string, endsAt: string) => `${steps} steps seen. It ends by itself at ${endsAt}.`,
  forgotten: 'The box was restarted and has forgotten the check. Nothing has changed. Begin again.',
  other: 'Another check is running. End that one first, or wait until it has ended.',
  ownPhase: (number: string) => `Own phase ${number}`,
  notSeen: 'not seen',
  signRight: 'import counts as import',
  signTurned: 'import counts as export',
  ratio: (value: string) => `counts ${value} A for each ampere`,
  agree: 'Certainty',
  agreeing: (share: string, steps: string) => `${share} of ${steps} steps agree`,
  offer: 'This would put it right in the settings:',
  phases: (was: string, is: string) => `phases ${is}, not ${was}`,
  factor: (was: string, is: string) => `factor ${is}, not ${was}`,
  factorSays: (factor: number) => (factor < 0 ? `${-factor}, turned round` : String(factor)),
  assumed: {
    meter: 'This takes the charge points to be wired as entered. A kettle on a known phase tells for certain.',
    wiring: 'Only L1 was seen; the others follow from a right-hand rotating field. Measure it.',
  } satisfies Record<CheckKind, string>,
  apply: 'Take it over',
  applied: (name: string) => `${name} is set as the check found it.`,
  isThere: 'The settings are as the check found it. Check again to be sure.',
};

export type CheckWords = typeof en;
