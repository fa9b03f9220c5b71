import { rendered } from '../../domain/site/output-template.ts';
import type { Output, OutputCall } from '../../domain/site/outputs.ts';
import { formulasOf, partsOf } from './output-formulas.ts';

/** A call as it goes out. */
export interface OutputRequest {
  readonly method: OutputCall['method'];
  readonly url: string;
  readonly body: string | undefined;
}

/** Undefined: the formulas make the address empty, so nothing is sent. */
export function requestOf(output: Output, values: readonly number[]): OutputRequest | undefined {
  const parts = partsOf(output);
  if (parts === undefined) return undefined;
  const inUrl = formulasOf({ url: parts.url, body: undefined }).length;
  const url = rendered(parts.url, values);
  if (url === '') return undefined;
  return { method: output.method, url, body: parts.body && rendered(parts.body, values.slice(inUrl)) };
}

/** Method and address without its query, which may hold what is nobody's business. */
export const named = (request: OutputRequest | undefined): string =>
  request === undefined ? 'nothing' : `${request.method} ${request.url.replace(/\?.*$/s, '?…').slice(0, 200)}`;
