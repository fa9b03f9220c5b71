import type { StationParts } from '../station-parts.ts';

/** Answers to calls of a backend by action; payloads are valid by the schema. Throw CallRefused. */
export type Handlers = Readonly<Record<string, (payload: never) => object | Promise<object>>>;

/**
 * What the charge point behind us answers itself; undefined: it answers nothing to that, or is not one. Without a connector
 * only a station of one place has somebody to ask.
 */
export async function passed(
  { places, place }: StationParts,
  action: string,
  payload: object,
  connector?: number,
): Promise<object | undefined> {
  const asked =
    connector === undefined || connector === 0 ? (places.length === 1 ? places[0] : undefined) : place(connector);
  return await asked?.pass?.('1.6', action, payload);
}

export const accepted = { status: 'Accepted' } as const;
export const rejected = { status: 'Rejected' } as const;
