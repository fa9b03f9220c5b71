import { useMemo } from 'preact/hooks';
import type { ProductView } from '../../firmware/api/shapes.ts';
import { readProducts } from '../api/devices.ts';
import { type Read, useRead } from '../live/use-read.ts';

/** What a device can be that is no product of the list; their names are told by the page. */
export const ocpp = 'ocpp';
export const expression = 'expression';
export const pushedMeter = 'pushed-meter';
export const pushedChargePoint = 'pushed-evse';
const isPushed = (definition: string): boolean => definition === pushedMeter || definition === pushedChargePoint;

/** How old a reading may be where the site does not say, s. */
export const usualStaleS = (definition: string): number => (isPushed(definition) ? 40 : 10);

const nothingKnown = {
  vendor: '',
  status: 'official',
  defaults: { unitId: null, port: null, baudRate: null, dataBits: null, parity: null, stopBits: null, topic: null },
  minCurrentA: null,
  maxCurrentA: null,
  defaultMaxCurrentA: null,
  switchesPhases: false,
  measuresCurrent: true,
  limitsPower: false,
  hasConnectors: false,
  findsModels: false,
  everyS: null,
  doubtful: [],
  quirks: [],
} as const;

/** Any charge point that speaks OCPP: it comes to the box by itself. */
export const ocppProduct: ProductView = {
  ...nothingKnown,
  id: ocpp,
  model: 'OCPP 1.6 / 2.0.1',
  kind: 'chargePoint',
  reachedBy: ['ocpp'],
  switchesPhases: true,
  defaultMaxCurrentA: 16,
  hasConnectors: true,
};

/** A meter whose values are formulas. */
export const expressionProduct: ProductView = {
  ...nothingKnown,
  id: expression,
  model: '',
  kind: 'meter',
  reachedBy: [],
};

/** A meter whose values others push to the box. */
export const pushedMeterProduct: ProductView = {
  ...nothingKnown,
  id: pushedMeter,
  model: 'push set_ajax_meter',
  kind: 'meter',
  reachedBy: ['push'],
};

/** A charge point that pushes its state and is told its current in the answer. */
export const pushedChargePointProduct: ProductView = {
  ...nothingKnown,
  id: pushedChargePoint,
  model: 'push set_ajax_evse',
  kind: 'chargePoint',
  reachedBy: ['push'],
  defaultMaxCurrentA: 16,
};

const ownKinds = [ocppProduct, expressionProduct, pushedMeterProduct, pushedChargePointProduct];

/** All products by id; with `read` for why they are not there. */
export interface Products {
  readonly list: readonly ProductView[] | undefined;
  readonly read: Read<{ readonly products: readonly ProductView[] }>;
  get(id: string): ProductView | undefined;
}

export function useProducts(): Products {
  const read = useRead(readProducts, 'products');
  const given = read.value?.products;
  return useMemo(() => {
    const list = given === undefined ? undefined : [...given, ...ownKinds];
    const byId = new Map((list ?? ownKinds).map((product) => [product.id, product]));
    return { list, read, get: (id) => byId.get(id) };
  }, [given, read.failure, read.again]);
}

/** Products for what was typed: every word must stand in vendor, model or id; those that begin with it come first. */
export function searchProducts(list: readonly ProductView[], text: string): readonly ProductView[] {
  const words = plain(text)
    .split(' ')
    .filter((word) => word !== '');
  const found = list.filter((product) => {
    const all = plain(`${product.vendor} ${product.model} ${product.id}`);
    return words.every((word) => all.includes(word));
  });
  const [first = ''] = words;
  const rank = ({ vendor, model }: ProductView) => (plain(`${vendor} ${model}`).startsWith(first) ? 0 : 1);
  return [...found].sort((a, b) => rank(a) - rank(b));
}

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[\s_./-]+/g, ' ')
    .trim();
