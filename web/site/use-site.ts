import { useCallback, useRef, useState } from 'preact/hooks';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import type { Failure } from '../api/request.ts';
import { putSite, readSite, type SiteVersion } from '../api/site.ts';
import { useRead } from '../live/use-read.ts';
import { useUndo } from '../part/undo.tsx';
import { changedParts } from './changed-parts.ts';

/** Makes the wanted document of the one that is there; must not change what it is given. */
export type SiteEdit = (site: SiteDocument) => SiteDocument;

/** Why a change of the site is not saved. Whoever entered it has lost nothing: `again` tries once more. */
export type SaveTrouble =
  /** Somebody else saved meanwhile: `parts` names what differs, `circuits.garage`. Again: ours on top of theirs. */
  | { readonly kind: 'conflict'; readonly parts: readonly string[] }
  | { readonly kind: 'refused'; readonly failure: Failure };

export interface SiteDesk {
  /** Undefined until read, or while the box has none (`absent`). */
  readonly site: SiteDocument | undefined;
  /** The box has no site document yet. */
  readonly absent: boolean;
  readonly failure: Failure | undefined;
  readonly busy: boolean;
  readonly trouble: SaveTrouble | undefined;
  /**
   * Saves what `edit` makes of the version that was read; true when it is in force. `said` is told with the offer to undo.
   * With `create` a box without a site gets its first one.
   */
  save(edit: SiteEdit, said: string, create?: SiteDocument): Promise<boolean>;
  /** The same change again, on top of what is there now. */
  again(): Promise<boolean>;
  /** Drops what could not be saved. */
  drop(): void;
  /** Reads the newest version. */
  reload(): Promise<void>;
}

const noSite: Failure = { ok: false, status: 404, code: 'noSite', message: '' };

/** The site document for a screen that changes it: read once, saved only over the version that was read, undone for 10 s. */
export function useSite(): SiteDesk {
  const offer = useUndo();
  const read = useRead(readSite, 'site');
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<SaveTrouble>();
  /** What we last put is newer than what was last read. */
  const [own, setOwn] = useState<SiteVersion>();
  const last = useRef<{ edit: SiteEdit; said: string; create: SiteDocument | undefined }>(undefined);
  const version = own ?? read.value;

  async function put(base: SiteVersion | undefined, edit: SiteEdit, said: string, create?: SiteDocument) {
    const from = base?.document ?? create;
    if (from === undefined) return refuse(noSite);
    setBusy(true);
    const outcome = await putSite(edit(from), base?.etag);
    setBusy(false);
    if (outcome.ok) {
      setOwn(outcome.value);
      setTrouble(undefined);
      if (base !== undefined) offer({ said, undo: () => takeBack(base, outcome.value) });
      return true;
    }
    if (outcome.status !== 412) return refuse(outcome);
    const newest = await readSite();
    if (!newest.ok) return refuse(newest);
    setTrouble({ kind: 'conflict', parts: changedParts(base?.document, newest.value.document) });
    return false;
  }

  function refuse(failure: Failure): false {
    setTrouble({ kind: 'refused', failure });
    return false;
  }

  async function takeBack(base: SiteVersion, put: SiteVersion) {
    const outcome = await putSite(base.document, put.etag);
    if (outcome.ok) setOwn(outcome.value);
    return outcome;
  }

  const reload = useCallback(async (): Promise<void> => {
    setOwn(undefined);
    setTrouble(undefined);
    await read.again();
  }, [read.again]);

  return {
    site: version?.document,
    absent: version === undefined && read.failure?.code === 'noSite',
    failure: version === undefined && read.failure?.code !== 'noSite' ? read.failure : undefined,
    busy,
    trouble,
    save(edit, said, create) {
      last.current = { edit, said, create };
      return put(version, edit, said, create);
    },
    async again() {
      const wanted = last.current;
      if (wanted === undefined) return false;
      const newest = await readSite();
      if (!newest.ok && newest.code !== 'noSite') return refuse(newest);
      return put(newest.ok ? newest.value : undefined, wanted.edit, wanted.said, wanted.create);
    },
    drop: () => void reload(),
    reload,
  };
}
