import { z } from 'zod';
import type { PerPhase } from '../phases.ts';
import { amperes, id, label, secretName } from './primitives.ts';

/** Several boxes under one connection: the keys `leader` and `members` of the site document (decision 083). */

/** A for each of L1, L2, L3; one number means all of them. */
const share = z
  .union([amperes, z.tuple([amperes]), z.tuple([amperes, amperes, amperes])])
  .transform((given): PerPhase => {
    if (typeof given === 'number') return [given, given, given];
    return given.length === 3 ? given : [given[0], given[0], given[0]];
  });
const boxId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the id of a box is 1 to 64 letters, digits or -');

/** This box is led: another one grants it what it may draw in `circuit`. */
export const leader = z.strictObject({
  circuit: id,
  /** Holds while nobody grants anything. */
  failsafeA: share,
  /** The only box that may lead this one; absent: the one that has the token. */
  boxId: boxId.optional(),
});
export type LeaderSite = z.output<typeof leader>;

/** `https://host:port` or `http://host:port`, nothing behind it. */
const address = z
  .string()
  .max(300)
  .regex(
    /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?\/?$/,
    'an address is http://host:port or https://host:port',
  );

/** A box that this one leads. */
export const member = z
  .strictObject({
    id,
    name: label.optional(),
    enabled: z.boolean().default(true),
    address,
    /** SHA-256 of its certificate: this one and no other, whoever signed it. Only with https. */
    pin: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'a pin is the SHA-256 of a certificate: 64 of 0-9 and a-f')
      .optional(),
    /** The secret whose password is the token that the member gave us. */
    token: secretName,
    /** Where in our tree it stands; absent: the house connection. */
    circuit: id.optional(),
    /** What it draws at most while it does not hear us: the same as its own `leader.failsafeA`. */
    failsafeA: share,
  })
  .refine(({ address: at, pin }) => pin === undefined || at.startsWith('https:'), {
    message: 'a pin needs an address that begins with https',
    path: ['pin'],
  });
export type MemberSite = z.output<typeof member>;
export const members = z.array(member).max(16);
