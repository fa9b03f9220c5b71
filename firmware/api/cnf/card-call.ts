import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { mayCharge, userOf } from '../../domain/site/authorisation.ts';
import type { Site } from '../../domain/site/schema.ts';
import { type Tag, uidKey } from '../../domain/site/users.ts';
import type { OccupancyView, PeoplePort } from '../people-port.ts';
import type { PointEventsPort } from '../point-events-port.ts';
import type { Author, StatePort } from '../ports.ts';
import { Guesses } from '../sign-in/guesses.ts';
import type { Pins } from '../sign-in/pins.ts';
import type { Command } from './command.ts';
import { deviceOfCall, isEvse } from './dev-id.ts';
import { isPin } from './pin.ts';
import { once } from './variable-change.ts';
import { waitingPoint } from './waiting-point.ts';

interface CardParts {
  readonly people: PeoplePort;
  readonly state: StatePort;
  readonly pointEvents: PointEventsPort;
  readonly pinOwners: Pick<Pins, 'userOf'>;
  readonly site: () => Site | undefined;
  readonly openReads: () => boolean;
  readonly clock: Clock;
}

/** Whoever holds a card needs no name. */
const cardHolder: Author = { name: 'card', side: 'lan' };

/**
 * `enter_rfid&rfid=r[&dev_id=d]`: a card was shown, as at a reader. Without credentials only while the site's reads are open,
 * and slowed as PINs are; then a PIN counts as well, as it does at a keypad (decision 078).
 */
export function cardCall(parts: CardParts): Command {
  const guesses = new Guesses(parts.clock);
  return {
    right: 'ownSessions',
    changes: true,
    knocks: true,
    async run({ query, author, identity, source = 'unknown' }) {
      const alone = identity?.via === 'nothing';
      if (alone && !parts.openReads())
        throw new NetwachtError(
          'unauthorised',
          'Send user and password: the site does not let anybody in without them',
        );
      const rfid = rfidOf(query);
      if (!alone) {
        await show(parts, query, rfid, author);
        return { ok: true };
      }
      await guesses.admit(source);
      try {
        if (isPin(rfid) && tagOf(parts.site(), rfid) === undefined) await byPin(parts, query, rfid, source);
        else await show(parts, query, rfid, cardHolder);
      } catch (error) {
        // What a refusal tells apart must be no quicker way to guess.
        if (error instanceof NetwachtError) await guesses.wrong(source);
        throw error;
      }
      guesses.right(source);
      return { ok: true };
    },
  };
}

async function show(parts: CardParts, query: URLSearchParams, rfid: string, author: Author): Promise<void> {
  const tag = tagOf(parts.site(), rfid);
  await parts.people.show(placeOf(parts, query, tag), rfid, author);
}

async function byPin(parts: CardParts, query: URLSearchParams, pin: string, source: string): Promise<void> {
  const user = await parts.pinOwners.userOf(pin, source);
  if (user === undefined) throw new NetwachtError('unknownTag', 'Nobody has given this card a place in the site');
  const counts = (id: string) =>
    mayCharge(
      parts.site()?.users.find((each) => each.id === user),
      id,
    );
  const place = named(parts, query) ?? waiting(parts, counts, (view) => view.user === user);
  parts.people.authoriseUser(place, user, { name: `user:${user}`, side: 'lan' });
}

/** The charge point that is named, or where its car waits. An unknown card is shown where it may be learned. */
function placeOf(parts: CardParts, query: URLSearchParams, tag: Tag | undefined): string {
  const given = named(parts, query);
  if (given !== undefined) return given;
  const site = parts.site();
  const [first] = site?.devices.filter(isEvse) ?? [];
  if (first === undefined || site === undefined) throw new NetwachtError('noChargePoint', 'There is no charge point');
  if (tag === undefined) return parts.people.learning().chargePoint ?? first.id;
  const counts = (id: string) => mayCharge(userOf(site, tag), id);
  return waiting(parts, counts, (view) => view.tag === tag.id);
}

function waiting(
  { state, people, pointEvents }: CardParts,
  counts: (chargePoint: string) => boolean,
  own: (view: OccupancyView) => boolean,
): string {
  const id = waitingPoint(state.current(), counts, {
    view: (chargePoint) => people.view(chargePoint),
    own,
    pluggedAtMs: (chargePoint) => pluggedAtMs(pointEvents, chargePoint),
  });
  if (id === undefined) throw new NetwachtError('notNow', 'No car waits for this card; say dev_id');
  return id;
}

function pluggedAtMs(pointEvents: PointEventsPort, chargePoint: string): number | undefined {
  const came = pointEvents.of(chargePoint).events.find((event) => event.kind === 'state' && event.from === 'A');
  return came && Date.parse(came.at);
}

function named({ site }: CardParts, query: URLSearchParams): string | undefined {
  if ((query.get('dev_id') ?? '') === '') return undefined;
  const device = deviceOfCall(site(), query);
  if (!isEvse(device)) throw new NetwachtError('noChargePoint', `${device.id} is no charge point`);
  return device.id;
}

const tagOf = (site: Site | undefined, rfid: string): Tag | undefined =>
  site?.tags.find(({ uid }) => uidKey(uid) === uidKey(rfid));

/** A number as a reader gives it. */
function rfidOf(query: URLSearchParams): string {
  const rfid = once(query, 'rfid') ?? '';
  if (rfid.length > 64 || uidKey(rfid) === '')
    throw new NetwachtError('badName', 'rfid is 1 to 64 characters, with letters or digits among them');
  return rfid;
}
