import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { call, type Outcome } from './request.ts';

/** The site document as it was given, and the mark of this version of it. */
export interface SiteVersion {
  readonly document: SiteDocument;
  readonly etag: string;
}

/** A fault of a document: where it is and what is wrong there, in the box's English. */
export interface SiteFault {
  readonly error: string;
  readonly message: string;
  readonly path?: string;
}

/** The site as it is; failure with `noSite` while the box has none yet. */
export async function readSite(): Promise<Outcome<SiteVersion>> {
  const outcome = await call<SiteDocument>('GET', 'site');
  return outcome.ok ? { ok: true, value: { document: outcome.value, etag: outcome.etag ?? '' } } : outcome;
}

/** Puts a document in the place of that version; status 412 when somebody was faster. `etag` undefined: it is to be the first. */
export async function putSite(document: SiteDocument, etag: string | undefined): Promise<Outcome<SiteVersion>> {
  const outcome = await call<{ readonly etag: string }>('PUT', 'site', document, {
    ifMatch: etag,
    ifNone: etag === undefined,
  });
  return outcome.ok ? { ok: true, value: { document, etag: `"${outcome.value.etag}"` } } : outcome;
}

/** Every fault of a document; changes nothing. */
export const checkSite = (document: unknown) =>
  call<{ readonly ok: boolean; readonly faults: readonly SiteFault[] }>('POST', 'site/check', document);
