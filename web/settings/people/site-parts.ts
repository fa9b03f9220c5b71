import type { SiteDocument } from '../../../firmware/api/shapes.ts';

export type SiteUser = NonNullable<SiteDocument['users']>[number];
export type SiteTag = NonNullable<SiteDocument['tags']>[number];

export const usersOf = (site: SiteDocument): readonly SiteUser[] => site.users ?? [];
export const tagsOf = (site: SiteDocument): readonly SiteTag[] => site.tags ?? [];

export interface Place {
  readonly id: string;
  readonly name: string;
  readonly fixedTag: string | undefined;
}

/** The charge points of a site; without a role it is told by the letter of the id. */
export const placesOf = ({ devices = [] }: SiteDocument): readonly Place[] =>
  devices
    .filter(({ id, role }) => (role === undefined ? id.startsWith('E') : role === 'chargePoint'))
    .map(({ id, name, fixedTag }) => ({ id, name: name ?? id, fixedTag }));

/** What two writings of a card's number have in common: `04:a2-b1 c0` is `04A2B1C0`. */
export const uidKey = (uid: string): string => uid.replaceAll(/[^A-Za-z0-9]/g, '').toUpperCase();

export const cardName = ({ name, uid }: SiteTag): string => name ?? uid;

/** An id that says whose it is and that nobody has yet: "Noor de Vries" is `noor-de-vries`. */
export function newId(name: string, taken: readonly string[]): string {
  const plain = name
    .normalize('NFD')
    // The accents, now characters of their own.
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()
    .slice(0, 24);
  const first = plain === '' ? 'id' : plain;
  let id = first;
  for (let k = 2; taken.includes(id); k += 1) id = `${first}-${k}`;
  return id;
}

/** A site without these cards, also where one of them was the fixed card of a charge point. */
export const withoutCards = (site: SiteDocument, gone: ReadonlySet<string>): SiteDocument => ({
  ...site,
  tags: tagsOf(site).filter(({ id }) => !gone.has(id)),
  devices: (site.devices ?? []).map(({ fixedTag, ...device }) =>
    fixedTag === undefined || gone.has(fixedTag) ? device : { ...device, fixedTag },
  ),
});
