import type { State } from '../../firmware/api/shapes.ts';
import type { Outcome } from '../api/request.ts';
import { readSite, type SiteVersion } from '../api/site.ts';
import { useRead } from '../live/use-read.ts';

/** Names by id; who is not in the site any more goes by his id. */
export interface Names {
  readonly users: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  readonly chargePoints: ReadonlyMap<string, string>;
}

const nothing = async (): Promise<Outcome<SiteVersion | undefined>> => ({ ok: true, value: undefined });

/** Who and what the ids of sessions are. `readsSite`: the role may read the site; without it only charge points have names. */
export function useNames(state: State, readsSite: boolean): Names {
  const site = useRead(readsSite ? readSite : nothing, 'names').value?.document;
  return {
    users: new Map(site?.users?.map(({ id, name }) => [id, name])),
    tags: new Map(site?.tags?.map(({ id, name, uid }) => [id, name ?? uid])),
    chargePoints: new Map(state.chargePoints.map(({ id, name }) => [id, name])),
  };
}

/** The name of an id, or the id itself; empty for nobody. */
export const nameIn = (names: ReadonlyMap<string, string>, id: string | null): string =>
  id === null ? '' : (names.get(id) ?? id);
