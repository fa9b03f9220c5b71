import type { LimitPeriod } from '../../firmware/api/shapes.ts';
import type { Identities } from '../api/grid.ts';
import type { GridWords } from '../words/grid/en.ts';
import { commandSource } from './command-text.ts';

/** Names of partners outside by channel, and who is behind a pseudonym, as far as the role sees them. */
export interface Known {
  readonly partners: Readonly<Record<string, string>>;
  readonly identities: Identities;
}

/** Who set a limit: the channel with its partner, a person by name, the contact, the energy guard. */
export function whoIs(w: GridWords, { source, by, data }: LimitPeriod, { partners, identities }: Known): string {
  const place = commandSource(w, { data: { ...data, source } });
  const channel = /^channel:(.+)$/.exec(source)?.[1];
  const partner = channel === undefined ? undefined : partners[channel];
  const person = identities.find(({ pseudonym, kind }) => pseudonym === by && kind === 'user')?.name;
  const certificate = identities.find(({ pseudonym, kind }) => pseudonym === by && kind === 'certificate')?.name;
  return [
    place,
    ...(partner === undefined ? [] : [partner]),
    ...(person === undefined ? [] : [person]),
    ...(certificate === undefined ? [] : [w.limits.certificate(certificate.slice(0, 16))]),
  ].join(', ');
}
