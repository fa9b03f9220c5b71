import type { ChargePointState, CircuitState, Reason, State } from '../../firmware/api/shapes.ts';
import type { ReasonFacts, Words } from '../words/en.ts';
import type { Speech } from '../words/speech.ts';
import { limitOf, variableOf } from './ruling.ts';

/** One sentence: what is, why, what ends it (page-look). */
export function sentence(speech: Speech, state: State, chargePoint: ChargePointState): string {
  const { words } = speech;
  const { reason } = chargePoint;
  const why = words.why[reason.code](factsOf(speech, state, chargePoint));
  return `${words.situation[situationOf(chargePoint)]}: ${why}, ${endOf(speech, state.at, reason)}.`;
}

/** What is, in one word. */
export function situationOf(chargePoint: ChargePointState): keyof Words['situation'] {
  const { reason, offeredA, maxA, state } = chargePoint;
  if (state === 'F' || state === 'E' || reason.code === 'notFollowing') return 'fault';
  if (reason.code === 'disabled') return 'off';
  if (reason.code === 'lost') return 'unknown';
  if (reason.code === 'noCar') return 'free';
  if (reason.code === 'carFull') return 'done';
  if (offeredA == null) return 'unknown';
  if (offeredA > 0) return offeredA < maxA ? 'slowed' : 'full';
  return waiting.has(reason.code) ? 'waits' : 'paused';
}

const waiting: ReadonlySet<Reason['code']> = new Set([
  'waitingTurn',
  'surplus',
  'unauthorised',
  'ramp',
  'starting',
  'imbalance',
]);

function factsOf(speech: Speech, state: State, { circuit: own, reason }: ChargePointState): ReasonFacts {
  const circuit = state.circuits.find(({ id }) => id === (reason.circuit ?? own));
  const name = circuit?.name ?? speech.words.circuit.unnamed;
  const source = circuit && limitOf(state, circuit)?.source;
  return {
    place: reason.phase == null ? name : `${name} ${reason.phase}`,
    limit: limitText(speech, reason, circuit),
    variable: variableText(speech, state, source),
  };
}

/** The ceiling that ruled; a ruling without amperes is the circuit's limit in W, where the reason is about power. */
function limitText(speech: Speech, { limitMa, code }: Reason, circuit: CircuitState | undefined): string {
  if (limitMa != null) return speech.ampere(limitMa / 1000);
  const aboutPower = code === 'power' || code === 'operator' || code === 'variable' || code === 'formulaFailed';
  return aboutPower && circuit?.limitW != null ? speech.kilowatt(circuit.limitW) : '';
}

/** "AVAIL 40 %": the operator's percentage is the one variable whose unit everybody knows. */
export function variableText(speech: Speech, state: State, source: string | undefined): string {
  const variable = source === undefined ? undefined : variableOf(state, source);
  if (variable === undefined) return '';
  if (variable.value == null) return `${variable.name}: ${speech.words.noValue}`;
  const value = new Intl.NumberFormat(speech.language).format(variable.value);
  return variable.name.toUpperCase() === 'AVAIL' ? `${variable.name} ${value}\u00a0%` : `${variable.name} ${value}`;
}

function endOf({ words, time }: Speech, now: string, { code, until }: Reason): string {
  if (until == null) return words.ends[code];
  return code === 'waitingTurn' ? words.nextAt(time(until, now)) : words.until(time(until, now));
}
