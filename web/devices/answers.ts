import type { ProductView, SiteDocument } from '../../firmware/api/shapes.ts';
import type { DeviceWords } from '../words/devices/en.ts';
import type { Speech } from '../words/speech.ts';
import { type DeviceDraft, roleOf, typed } from './device-draft.ts';
import { wholeAddress, writesOf } from './device-entry.ts';
import { ocpp } from './products.ts';

/** What is said beside a field while it is typed: `wrong` must be mended, `note` is good to know. */
export interface Answer {
  readonly wrong?: string;
  readonly note?: string;
}
export type Answers = { readonly [K in keyof DeviceDraft]?: Answer | undefined };

interface Asked {
  readonly draft: DeviceDraft;
  readonly product: ProductView | undefined;
  /** Of any product: another device stands at its own usual unit id. */
  readonly productOf: (id: string) => ProductView | undefined;
  readonly site: SiteDocument | undefined;
  /** The device as it was called before; undefined: a new one. */
  readonly was: string | undefined;
  readonly words: DeviceWords;
  readonly speech: Speech;
}

/** A person may have typed half of a number: only what can be told now is told. */
export function answersTo(asked: Asked): Answers {
  return { ...numbersIn(asked), ...placeIn(asked), ...currentsIn(asked) };
}

const numeric = {
  ...{ unitId: [0, 255], connector: [1, 99], startRegister: [0, 65_533], factor: [-10_000, 10_000] },
  ...{ staleS: [1, 3600], capacityKwh: [0.001, 1e6], minCurrentA: [6, 1000], maxCurrentA: [6, 1000] },
  ...{ priority: [0, 100], failsafeCurrentA: [0, 1000], offsetA: [0, 10_000], saveBatteryA: [0, 10_000] },
  ...{ pulsesPerKwh: [0.01, 1e6], pingS: [0, 3600], proxyPort: [1024, 65_535] },
} as const satisfies { readonly [K in keyof DeviceDraft]?: readonly [number, number] };

const whole: readonly string[] = ['unitId', 'connector', 'startRegister', 'priority', 'proxyPort', 'pingS'];

function numbersIn({ draft, words, speech }: Asked): Answers {
  const told = Object.entries(numeric).flatMap(([name, [least, most]]) => {
    const text = draft[name as keyof typeof numeric];
    const value = typed(text);
    if (text.trim() === '') return [];
    if (value === undefined) return [[name, { wrong: speech.words.common.number }]];
    const fits = value >= least && value <= most && (!whole.includes(name) || Number.isInteger(value));
    return fits ? [] : [[name, { wrong: words.wrong.range(speech.short(least), speech.short(most)) }]];
  });
  return Object.fromEntries(told) as Answers;
}

/** Where it is, and that nobody else is there. */
function placeIn({ draft, product, productOf, site, was, words: { wrong, note } }: Asked): Answers {
  const others = (site?.devices ?? []).filter(({ id }) => id !== was);
  const id = draft.id.trim();
  const answers: { -readonly [K in keyof DeviceDraft]?: Answer | undefined } = {};
  if (id !== '' && !/^[EM]\d{1,4}$/.test(id)) answers.id = { wrong: wrong.id };
  else if (others.some((other) => other.id === id)) answers.id = { wrong: wrong.idTwice(id) };
  const unitId = typed(draft.unitId) ?? product?.defaults.unitId ?? 0;
  const connector = typed(draft.connector) ?? 1;
  const isThere = (other: (typeof others)[number]) =>
    (other.unitId ?? productOf(other.definition)?.defaults.unitId ?? 1) === unitId &&
    (other.connector ?? 1) === connector &&
    (product?.findsModels !== true || other.definition === draft.definition);
  if (draft.reach === 'address' && draft.address.trim() !== '') {
    const http = product?.reachedBy.includes('http') === true;
    const address = wholeAddress(draft.address, product) ?? '';
    const form = http
      ? /^(https?:\/\/)?(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:\d{1,5})?$/
      : /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/;
    const same = others.find((other) => other.address === address && (http || isThere(other)));
    if (!form.test(address) || looksBroken(address))
      answers.address = { wrong: http ? wrong.httpAddress : wrong.address };
    else if (same !== undefined) answers.address = { wrong: wrong.addressTwice(same.name ?? same.id) };
    else answers.address = { note: http ? note.askedHttp(address) : note.asked(address, String(unitId)) };
  }
  if (draft.reach === 'line' && draft.line !== '' && answers.unitId === undefined) {
    const same = others.find((other) => other.line === draft.line && isThere(other));
    if (same !== undefined)
      answers.unitId = { wrong: wrong.unitTwice(same.name ?? same.id, String(unitId), draft.line) };
  }
  if (draft.reach === 'ocpp' && draft.address.trim() !== '') {
    const same = others.find(
      (other) =>
        other.definition === ocpp && other.address === draft.address.trim() && (other.connector ?? 1) === connector,
    );
    if (same !== undefined) answers.address = { wrong: wrong.boxTwice(same.name ?? same.id) };
    else if (/[/\s]/.test(draft.address.trim())) answers.address = { wrong: wrong.boxId };
  }
  if (draft.proxyWrites.trim() !== '' && writesOf(draft.proxyWrites) === undefined)
    answers.proxyWrites = { wrong: wrong.writes };
  const second = others.find((other) => other.chargePoint === draft.chargePoint && roleOf(other) === 'display');
  if (draft.chargePoint !== '' && second !== undefined)
    answers.chargePoint = { wrong: wrong.meterTwice(second.name ?? second.id) };
  return answers;
}

/** Four numbers, of which one is no part of an address. */
const looksBroken = (address: string): boolean => {
  const host = address.replace(/:\d+$/, '').replace(/^https?:\/\//, '');
  return /^[\d.]+$/.test(host) && !/^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/.test(host);
};

/** Amperes against the product and the fuse, with the kilowatts that they are. */
function currentsIn({ draft, product, site, words: { wrong, note }, speech }: Asked): Answers {
  if (draft.role !== 'chargePoint') return {};
  const answers: { -readonly [K in keyof DeviceDraft]?: Answer | undefined } = {};
  const phases = draft.phases.length / 2;
  const power = (valueA: number) => speech.kilowatt(valueA * 230 * phases);
  const fits = (name: 'minCurrentA' | 'maxCurrentA' | 'failsafeCurrentA') => {
    const value = typed(draft[name]);
    return value !== undefined && value >= (name === 'failsafeCurrentA' ? 0 : 6) && value <= 1000 ? value : undefined;
  };
  const [min, max, safe] = [fits('minCurrentA'), fits('maxCurrentA'), fits('failsafeCurrentA')];
  const usual = product?.defaultMaxCurrentA ?? product?.maxCurrentA ?? undefined;
  const top = max ?? (draft.maxCurrentA.trim() === '' ? usual : undefined);
  const circuit = (site?.circuits ?? []).find(({ id }) => id === draft.circuit);
  if (max !== undefined && product?.maxCurrentA != null && max > product.maxCurrentA)
    answers.maxCurrentA = { wrong: wrong.above(speech.setting(product.maxCurrentA)) };
  else if (top !== undefined && circuit !== undefined && top > circuit.fuseA)
    answers.maxCurrentA = { note: note.aboveFuse(circuit.name ?? circuit.id, speech.setting(circuit.fuseA)) };
  else if (top !== undefined) answers.maxCurrentA = { note: note.power(speech.setting(top), power(top)) };
  if (min !== undefined && product?.minCurrentA != null && min < product.minCurrentA)
    answers.minCurrentA = { wrong: wrong.below(speech.setting(product.minCurrentA)) };
  else if (min !== undefined && top !== undefined && min > top) answers.minCurrentA = { wrong: wrong.minAboveMax };
  else if (min !== undefined) answers.minCurrentA = { note: note.power(speech.setting(min), power(min)) };
  if (safe !== undefined && safe !== 0 && safe < 6) answers.failsafeCurrentA = { wrong: wrong.failsafe };
  else if (safe !== undefined) answers.failsafeCurrentA = { note: note.power(speech.setting(safe), power(safe)) };
  return answers;
}
