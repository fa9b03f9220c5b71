import { variableKey, variableNameFault } from '../variable.ts';
import { functionsOf } from './authorisation.ts';
import type { Report } from './check.ts';
import type { Site } from './schema.ts';
import type { TagFunction } from './tag-functions.ts';
import { uidKey } from './users.ts';

/** Users and cards: ids and uids that stand once, charge points, users and sets that exist. A card may be over already. */
export function checkUsers(site: Site, report: Report): void {
  const chargePoints = new Set(site.devices.flatMap(({ id, role }) => (role === 'chargePoint' ? [id] : [])));
  once(site.users, 'users', ({ id }) => id, 'id', report);
  once(site.tags, 'tags', ({ id }) => id, 'id', report);
  once(site.tags, 'tags', ({ uid }) => uidKey(uid), 'uid', report);
  site.users.forEach((user, i) => {
    user.chargePoints.forEach((id, k) => {
      const path = `users[${i}].chargePoints[${k}]`;
      if (!chargePoints.has(id)) report(path, `there is no charge point ${id}`);
      if (user.chargePoints.indexOf(id) !== k) report(path, `"${id}" stands there twice`);
    });
  });
  const users = new Set(site.users.map(({ id }) => id));
  site.tags.forEach((tag, i) => {
    if (tag.user !== undefined && !users.has(tag.user)) report(`tags[${i}].user`, `there is no user "${tag.user}"`);
    functionsOf(tag).forEach((action, k) => {
      const fault = functionFault(action, site);
      if (fault !== undefined) report(`tags[${i}].functions[${k}]`, fault);
    });
  });
  site.devices.forEach((device, i) => {
    if (device.fixedTag === undefined) return;
    const path = `devices[${i}].fixedTag`;
    if (device.role !== 'chargePoint') report(path, 'only a charge point has a fixed card');
    else if (!site.tags.some(({ id }) => id === device.fixedTag)) report(path, `there is no tag "${device.fixedTag}"`);
  });
}

function functionFault(action: TagFunction, site: Site): string | undefined {
  switch (action.kind) {
    case 'ruleSet':
      return Object.hasOwn(site.ruleSets, action.id) ? undefined : `there is no rule set "${action.id}"`;
    case 'output':
      return site.outputs.some(({ id }) => id === action.id) ? undefined : `there is no output "${action.id}"`;
    case 'variable': {
      const declared = site.variables.find(({ name }) => variableKey(name) === variableKey(action.name));
      if (declared?.expr !== undefined) return `"${declared.name}" is a formula of the site: a card cannot set it`;
      return variableNameFault(action.name);
    }
    default:
      return undefined;
  }
}

function once<T>(list: readonly T[], at: string, keyOf: (entry: T) => string, key: string, report: Report): void {
  const seen = new Set<string>();
  list.forEach((entry, i) => {
    const text = keyOf(entry);
    if (seen.has(text)) report(`${at}[${i}].${key}`, `"${text}" is used twice`);
    seen.add(text);
  });
}
