import { NetwachtError } from '../../domain/errors.ts';
import { mayCharge } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import { uidKey } from '../../domain/site/users.ts';
import type { Log } from '../log.ts';
import type { PeoplePort } from '../people-port.ts';
import type { Author, OrderPort } from '../ports.ts';
import type { Pins } from '../sign-in/pins.ts';
import type { Command, CommandCall } from './command.ts';
import { deviceOfCall, isEvse } from './dev-id.ts';
import { overrideFromQuery, type WantedOverride } from './override.ts';
import { isPin } from './pin.ts';
import { once } from './variable-change.ts';

interface OverrideParts {
  readonly orders: OrderPort;
  readonly people: PeoplePort;
  readonly pinOwners: Pick<Pins, 'userOf'>;
  readonly site: () => Site | undefined;
  readonly acts: Log;
}

/**
 * `override_device&dev_id=d[&flags=..][&mamps=mA][&rfid=..]`. Who has an account of role user or above needs no rfid; one that
 * is given must be a card of the site or a PIN all the same. Without an account a PIN opens what is its user's own.
 */
export const overrideCall = (parts: OverrideParts): Command => ({
  right: 'override',
  changes: true,
  knocks: true,
  async run(call) {
    const { orders, people, acts } = parts;
    const wanted = overrideFromQuery(call.query);
    const author = call.identity?.via === 'nothing' ? await byPin(parts, call, wanted) : await named(parts, call);
    const chargePoint = evseOf(parts, call);
    const { userRulesOff, ...override } = wanted;
    if (Object.keys(override).length > 0) orders.adjustOverride(chargePoint, override, author);
    if (userRulesOff !== undefined) people.setUserRulesOff(chargePoint, userRulesOff, author);
    acts.info({ by: author.name, chargePoint, ...wanted }, 'A charge point was overridden');
    return { ok: true };
  },
});

/** The charge point that is meant. Codes: `badName` (400), `noDevice`, `noChargePoint` (404). */
function evseOf({ site }: OverrideParts, { query }: CommandCall): string {
  const device = deviceOfCall(site(), query);
  if (!isEvse(device)) throw new NetwachtError('noChargePoint', `${device.id} is no charge point`);
  return device.id;
}

/** An account calls; a number that nobody has is refused, so that a client hears of it. */
async function named({ site, pinOwners }: OverrideParts, { query, author, source }: CommandCall): Promise<Author> {
  const rfid = once(query, 'rfid') ?? '';
  if (rfid === '' || source === undefined || isCard(site(), rfid)) return author;
  if (!isPin(rfid) || (await pinOwners.userOf(rfid, source)) === undefined)
    throw new NetwachtError('unknownTag', 'The rfid is neither a card of this site nor the PIN of a user');
  return author;
}

const isCard = (site: Site | undefined, rfid: string): boolean =>
  uidKey(rfid) !== '' && site?.tags.some(({ uid }) => uidKey(uid) === uidKey(rfid)) === true;

/** A PIN alone: its user's own charge points, while nobody else charges there, and not the rules of the house. */
async function byPin(parts: OverrideParts, call: CommandCall, wanted: WantedOverride): Promise<Author> {
  const rfid = once(call.query, 'rfid') ?? '';
  if (rfid === '') throw new NetwachtError('unauthorised', 'Send user and password (HTTP Basic), or rfid with a PIN');
  const user = isPin(rfid) ? await parts.pinOwners.userOf(rfid, call.source ?? 'unknown') : undefined;
  if (user === undefined) throw new NetwachtError('wrongPin', 'Nobody has this PIN');
  const chargePoint = evseOf(parts, call);
  if (
    !mayCharge(
      parts.site()?.users.find(({ id }) => id === user),
      chargePoint,
    )
  )
    throw new NetwachtError('notHere', `This PIN does not count at ${chargePoint}`);
  const there = parts.people.view(chargePoint).user;
  if (there !== null && there !== user) throw new NetwachtError('occupied', 'Somebody else charges there');
  if (wanted.rulesOff !== undefined)
    throw new NetwachtError('forbidden', 'A PIN does not switch the rules of a charge point');
  return { name: `user:${user}`, side: 'lan' };
}
