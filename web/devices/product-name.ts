import type { ProductView } from '../../firmware/api/shapes.ts';
import type { DeviceWords } from '../words/devices/en.ts';
import { expression, ocpp, pushedChargePoint, pushedMeter } from './products.ts';

/** Maker and model; what is no product is named by what it is. */
export function productName(
  product: Pick<ProductView, 'vendor' | 'model'> & { readonly id?: string; readonly definition?: string },
  words: DeviceWords,
): string {
  const id = product.id ?? product.definition;
  if (id === expression) return words.product.expression;
  if (id === ocpp) return words.product.ocpp;
  if (id === pushedMeter) return words.product.pushedMeter;
  if (id === pushedChargePoint) return words.product.pushedChargePoint;
  return `${product.vendor} ${product.model}`;
}
