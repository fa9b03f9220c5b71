import type { ChargePointState, CircuitState, Reason, State, VariableState } from '../../firmware/api/shapes.ts';
import type { ReasonFacts, Words } from '../words/en.ts';
import type { Speech } from '../words/speech.ts';
import { circuitName, limitOf, variablesOf } from './ruling.ts';

/** One sentence: what is, why, what ends it (page-look). */
export function sentence(speech: Speech, state: State, chargePoint: ChargePointState): string {
  const { words } = speech;
  const { reason } = chargePoint;
  const is = words.situation[situationOf(chargePoint)];
  // French sets a space before it.
  const colon = speech.language === 'fr' ? '\u00a0:' : ':';
  if (hasFault(chargePoint)) return `${is}${colon} ${words.ownFault.why}, ${words.ownFault.ends}.`;
  return `${is}${colon} ${whyOf(speech, state, chargePoint)}, ${endOf(speech, state.at, reason)}.`;
}

/** Why, in words; what a person set by hand is not told as somebody else's. */
function whyOf(speech: Speech, state: State, chargePoint: ChargePointState): string {
  const { words } = speech;
  const { reason, offeredA } = chargePoint;
  if (reason.code === 'override' && offeredA === 0) return words.pausedByHand;
  return words.why[reason.code](factsOf(speech, state, chargePoint));
}

/** What is, in one word. */
export function situationOf(chargePoint: ChargePointState): keyof Words['situation'] {
  const { reason, offeredA, maxA } = chargePoint;
  if (hasFault(chargePoint)) return 'fault';
  const told = always[reason.code];
  if (told !== undefined) return told;
  if (offeredA == null) return 'unknown';
  if (offeredA === 0) return waiting.has(reason.code) ? 'waits' : 'paused';
  return charging[reason.code] ?? (offeredA < maxA ? 'slowed' : 'full');
}

/** A fault that the charge point tells itself (E: no pilot signal, F: fault) outweighs what we decided. */
export const hasFault = ({ state }: ChargePointState): boolean => state === 'E' || state === 'F';

type Situations = Partial<Record<Reason['code'], keyof Words['situation']>>;

/** Codes that say by themselves what is. */
const always: Situations = {
  noCar: 'free',
  carFull: 'done',
  disabled: 'off',
  lost: 'unknown',
  notFollowing: 'fault',
  observe: 'observed',
  starting: 'starts',
};

/** Codes under which a current below the maximum is nobody's loss. */
const charging: Situations = {
  carLimit: 'full',
  deviceLimit: 'full',
  rule: 'asSet',
  user: 'asSet',
  override: 'asSet',
  ramp: 'rises',
  minOn: 'runsOn',
};

/** Codes under which no current is a wait for something to come, not a pause. */
const waiting: ReadonlySet<Reason['code']> = new Set(['waitingTurn', 'surplus', 'unauthorised', 'ramp', 'imbalance']);

function factsOf(speech: Speech, state: State, { circuit: own, reason }: ChargePointState): ReasonFacts {
  const circuit = state.circuits.find(({ id }) => id === (reason.circuit ?? own));
  const name = circuit === undefined ? speech.words.circuit.unnamed : circuitName(speech.words, circuit);
  const source = circuit && limitOf(state, circuit.id, reason.origin)?.source;
  return {
    place: reason.phase == null ? name : `${name} ${reason.phase}`,
    limit: limitText(speech, reason, circuit),
    variable: variableText(speech, variablesOf(state, source)),
  };
}

/** Codes of limits that may be in W. */
const aboutPower: ReadonlySet<Reason['code']> = new Set([
  ...(['power', 'operator', 'variable', 'formulaFailed', 'sunspec', 'manual'] as const),
]);

/** The ceiling that ruled; a ruling without amperes is the circuit's limit in W, where the reason is about power. */
function limitText(speech: Speech, { limitMa, code }: Reason, circuit: CircuitState | undefined): string {
  if (limitMa != null) return speech.ampere(limitMa / 1000);
  return aboutPower.has(code) && circuit?.limitW != null ? speech.kilowatt(circuit.limitW) : '';
}

/** "AVAIL 40 %": the operator's percentage is the one variable whose unit everybody knows. */
export function variableText({ language, words }: Speech, variables: readonly VariableState[]): string {
  const decimal = new Intl.NumberFormat(language);
  return variables
    .map(({ name, value }) => {
      if (value == null) return `${name}: ${words.noValue}`;
      return `${name} ${decimal.format(value)}${name.toUpperCase() === 'AVAIL' ? '\u00a0%' : ''}`;
    })
    .join(', ');
}

function endOf({ words, time }: Speech, now: string, { code, until }: Reason): string {
  // A step of a ramp is over before the sentence is read.
  if (until == null || code === 'ramp') return words.ends[code];
  return code === 'waitingTurn' ? words.nextAt(time(until, now)) : words.until(time(until, now));
}
