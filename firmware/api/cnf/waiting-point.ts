import type { ChargePointState, State } from '../../domain/state.ts';
import type { OccupancyView } from '../people-port.ts';

interface Facts {
  readonly view: (chargePoint: string) => OccupancyView;
  /** Whether what is shown is what charges there. */
  readonly own: (view: OccupancyView) => boolean;
  /** When its car was plugged in, wall ms; undefined: before anybody looked. */
  readonly pluggedAtMs: (chargePoint: string) => number | undefined;
}

/**
 * The charge point that a card is meant for when none is named: where a car waits for somebody to identify himself, else
 * where it charges by this card, else where one stands that is nobody's; of several the one that came last.
 */
export function waitingPoint(
  state: State | undefined,
  counts: (chargePoint: string) => boolean,
  { view, own, pluggedAtMs }: Facts,
): string | undefined {
  const plugged = (state?.chargePoints ?? [])
    .filter((point) => isPlugged(point) && counts(point.id))
    .map(({ id }) => ({ id, view: view(id), atMs: pluggedAtMs(id) ?? Number.NEGATIVE_INFINITY }));
  const waits = plugged.filter((each) => !each.view.authorised);
  const free = plugged.filter((each) => each.view.user === null && each.view.tag === null);
  const mine = plugged.filter((each) => own(each.view));
  const [first, ...others] = [waits, mine, free].find((each) => each.length > 0) ?? [];
  return first && others.reduce((last, each) => (each.atMs > last.atMs ? each : last), first).id;
}

const isPlugged = ({ state }: ChargePointState): boolean => state === 'B' || state === 'C' || state === 'D';
