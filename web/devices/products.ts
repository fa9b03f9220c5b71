import { useMemo } from 'preact/hooks';
import type { ProductView } from '../../firmware/api/shapes.ts';
import { readProducts } from '../api/devices.ts';
import { type Read, useRead } from '../live/use-read.ts';

/** What a device can be that is no product of the list; their names are told by the page. */
export const ocpp = 'ocpp';
export const expression = 'expression';

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
    const list = given === undefined ? undefined : [...given, ocppProduct, expressionProduct];
    const byId = new Map((list ?? [ocppProduct, expressionProduct]).map((product) => [product.id, product]));
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
