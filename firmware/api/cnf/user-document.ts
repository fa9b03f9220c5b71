import { isDeepStrictEqual } from 'node:util';
import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import { type Tag, type User, uidKey } from '../../domain/site/users.ts';
import { isObject, type JsonObject, objectsOf } from './json-object.ts';
import { rulesBack } from './rule-back.ts';
import { ruleShape } from './rule-shape.ts';
import { booleanValue, numberValue, textValue } from './values.ts';

/** A user as get_users tells him. The id of a card is that of the site document, never the number that it is read by. */
export function userDocument(site: Site, user: User): JsonObject {
  const { id, name, chargePoints, priority, rules } = user;
  return {
    ...{ id, name, display: true, dev_ids: chargePoints },
    ...(priority === undefined ? {} : { prio: priority }),
    rfids: site.tags.filter((tag) => tag.user === id).map(cardDocument),
    charging_rules: rules.map(ruleShape),
  };
}

const cardDocument = ({ id, name, functions }: Tag): JsonObject => ({
  ...{ id, name: name ?? '' },
  ac_auth: functions.includes('authorise'),
});

const known: ReadonlySet<string> = new Set(['id', 'name', 'display', 'dev_ids', 'prio', 'rfids', 'charging_rules']);

export interface UserChange {
  readonly document: JsonObject;
  readonly id: string;
  readonly isNew: boolean;
  /** Keys that we do not have. */
  readonly ignored: readonly string[];
}

/** One user of set_user: what is named is changed, a user that is not there is added. Codes: `badValue`, `badRule` (400). */
export function changedUser(document: JsonObject, site: Site, given: JsonObject): UserChange {
  const id = idOf(given.id);
  const before = site.users.find((user) => user.id === id);
  const users = objectsOf(document.users);
  const raw = users.find((user) => user.id === id) ?? { id, name: id };
  const user = { ...raw, ...headOf(given), ...rulesOf(given, before, raw) };
  const isNew = before === undefined;
  return {
    document: {
      ...document,
      users: isNew ? [...users, user] : users.map((each) => (each.id === id ? user : each)),
      ...(given.rfids === undefined ? {} : { tags: cardsOf(document, site, id, given.rfids) }),
    },
    ...{ id, isNew },
    ignored: Object.keys(given).flatMap((key) => (known.has(key) ? [] : [key.slice(0, 64)])),
  };
}

const idOf = (id: unknown): string => textValue('id', typeof id === 'number' ? String(id) : id, 32);

function headOf({ name, dev_ids, prio }: JsonObject): JsonObject {
  if (dev_ids !== undefined && !Array.isArray(dev_ids))
    throw new NetwachtError('badValue', 'dev_ids is a list of charge points', { path: 'dev_ids' });
  return {
    ...(name === undefined || name === '' ? {} : { name: textValue('name', name, 80) }),
    ...(dev_ids === undefined ? {} : { chargePoints: dev_ids }),
    ...(prio === undefined ? {} : { priority: numberValue('prio', prio, { min: 0, max: 100 }) }),
  };
}

function rulesOf({ charging_rules }: JsonObject, before: User | undefined, raw: JsonObject): JsonObject {
  const { rules = [] } = before ?? {};
  if (charging_rules === undefined || isDeepStrictEqual(charging_rules, rules.map(ruleShape))) return {};
  return { rules: rulesBack(charging_rules, { rules, raw: Array.isArray(raw.rules) ? raw.rules : [] }) };
}

/** The cards of all, with those of one user as they are given: an id that the site has is that card, another one a number. */
function cardsOf(document: JsonObject, site: Site, user: string, given: unknown): readonly JsonObject[] {
  if (!Array.isArray(given) || given.length > 100 || !given.every(isObject))
    throw new NetwachtError('badValue', 'rfids is a list of at most 100 cards', { path: 'rfids' });
  const tags = objectsOf(document.tags);
  const kept = tags.filter((tag) => tag.user !== user);
  const ids = new Set(tags.map(({ id }) => String(id)));
  const own = given.map((card) => {
    const cardId = textValue('rfids.id', card.id, 64);
    const known =
      site.tags.find((tag) => tag.id === cardId) ?? site.tags.find((tag) => uidKey(tag.uid) === uidKey(cardId));
    if (known !== undefined && known.user !== user)
      throw new NetwachtError('badValue', 'A card in rfids is not that of this user: that is changed on the page', {
        path: 'rfids',
      });
    const raw = tags.find(({ id }) => id === known?.id) ?? { id: freshId(ids), uid: cardId, user };
    return cardBack(raw, card);
  });
  return [...kept, ...own];
}

function cardBack(raw: JsonObject, { name, ac_auth }: JsonObject): JsonObject {
  const functions = Array.isArray(raw.functions) ? raw.functions.filter((each) => each !== 'authorise') : [];
  const wasOn = Array.isArray(raw.functions) && raw.functions.includes('authorise');
  const isOn = ac_auth === undefined ? wasOn : booleanValue('ac_auth', ac_auth);
  return {
    ...raw,
    ...(name === undefined || name === '' ? {} : { name: textValue('rfids.name', name, 80) }),
    functions: isOn ? ['authorise', ...functions] : functions,
  };
}

function freshId(ids: Set<string>): string {
  let number = ids.size + 1;
  while (ids.has(`card-${number}`)) number += 1;
  ids.add(`card-${number}`);
  return `card-${number}`;
}
