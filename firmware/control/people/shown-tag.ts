import { NetwachtError } from '../../domain/errors.ts';
import type { Occupancy } from '../../domain/occupancy.ts';
import { functionsOf, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { TagFunction } from '../../domain/site/tag-functions.ts';
import type { Tag } from '../../domain/site/users.ts';
import { appliedWith } from './applied.ts';
import type { Change } from './budgets.ts';
import { refuseTag } from './tag-check.ts';

/** A card that was shown, and what is known then. */
export interface Showing {
  readonly site: Site;
  readonly tag: Tag;
  /** Who occupies the charge point; undefined: nobody, or somebody whose car has not come. */
  readonly before: Occupancy | undefined;
  /** An occupancy that begins now. */
  readonly fresh: Pick<Occupancy, 'chargePoint' | 'atMs' | 'source' | 'begun'>;
  /** How often the card was used. */
  readonly used: number;
  readonly wallMs: number;
}

/** What a card comes to. `counts`: a use of it counts. */
export interface Taken {
  /** Undefined: the card has ended what it began. */
  readonly occupancy: Occupancy | undefined;
  readonly counts: boolean;
  readonly functions: readonly TagFunction[];
  readonly budgetChanges: readonly Change[];
}

/** Decides what a card does. Throws NetwachtError `tagExpired`, `tagUsedUp`, `notHere`, `occupied`. */
export function takeTag(showing: Showing): Taken {
  const { site, tag, before, fresh, used, wallMs } = showing;
  const again = before?.tag === tag.id;
  refuseTag(tag, { site, chargePoint: fresh.chargePoint, used, again, wallMs });
  const user = userOf(site, tag)?.id;
  const functions = functionsOf(tag);
  // A card of nobody that does not authorise may add to everybody's session.
  const claims = user !== undefined || functions.some(({ kind }) => kind === 'authorise');
  const isAnothers = before?.authorised === true && !again && (before.user !== user || user === undefined);
  if (isAnothers && claims) throw occupied(fresh.chargePoint);
  if (again && functions.some(({ kind }) => kind === 'end'))
    return { occupancy: undefined, counts: false, functions: [], budgetChanges: [] };
  return {
    occupancy: occupancyWith(showing, functions, { again, user }),
    counts: !again,
    functions,
    // Shown again in the same session a card tops nothing up once more.
    budgetChanges: again ? [] : changesIn(functions),
  };
}

function occupancyWith(
  { tag, before, fresh }: Showing,
  functions: readonly TagFunction[],
  { again, user }: { readonly again: boolean; readonly user: string | undefined },
): Occupancy {
  const authorises = functions.some(({ kind }) => kind === 'authorise');
  const applied = appliedWith(before?.applied ?? {}, functions, { again });
  // A card that only adds something leaves the session to whom it belongs.
  if (before?.authorised === true && !authorises) return { ...before, applied };
  return {
    ...fresh,
    // The car stands there, whatever is shown for it.
    ...(before === undefined ? {} : { atMs: before.atMs, begun: before.begun }),
    tag: tag.id,
    ...(user === undefined ? {} : { user }),
    authorised: authorises,
    applied,
  };
}

const changesIn = (functions: readonly TagFunction[]): readonly Change[] =>
  functions.flatMap((action) =>
    action.kind === 'budget' && action.operation.kind !== 'set' ? [action.operation] : [],
  );

export const occupied = (chargePoint: string): NetwachtError =>
  new NetwachtError('occupied', `Somebody else charges at ${chargePoint}`);
