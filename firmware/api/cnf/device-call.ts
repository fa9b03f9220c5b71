import { NetwachtError } from '../../domain/errors.ts';
import type { Site } from '../../domain/site/schema.ts';
import { mustKeepSecrets } from '../keeping-secrets.ts';
import type { Log } from '../log.ts';
import type { RestartPort, SecretPort, SitePort } from '../ports.ts';
import type { Command } from './command.ts';
import { deviceCalled, deviceOfCall } from './dev-id.ts';
import { changedDevice } from './device-change.ts';
import { isObject, type JsonObject, objectsOf, without } from './json-object.ts';
import { siteChange } from './site-change.ts';

interface DeviceParts {
  readonly site: SitePort;
  readonly secrets: Pick<SecretPort, 'has'>;
  readonly siteNow: () => Site | undefined;
  readonly acts: Log;
}

/** `POST set_device` with `{"devices":[one or several]}`: all of them, or none. */
export const setDeviceCall = ({ site, siteNow, acts, secrets }: DeviceParts): Command => ({
  right: 'devices',
  changes: true,
  async run(call) {
    const given = devicesOf(await call.json());
    const all = siteChange(site, call.author, (document) => {
      const change = changedDevices(document, siteNow(), given);
      mustKeepSecrets(call.identity?.role ?? 'installer', secrets, document, change.document);
      return change;
    });
    for (const { dev_id, ignored, changed } of all.devices) {
      if (ignored.length > 0) acts.info({ device: dev_id, ignored }, 'Keys of a device that are not written');
      if (changed.length > 0) acts.info({ by: call.author.name, device: dev_id, changed }, 'A device was changed');
    }
    return { ok: true };
  },
});

function changedDevices(document: JsonObject, site: Site | undefined, given: readonly JsonObject[]) {
  let now = document;
  const devices = given.map((one) => {
    const devId = typeof one.dev_id === 'string' ? one.dev_id : '';
    const before = deviceCalled(site, devId);
    if (before === undefined || site === undefined)
      throw new NetwachtError('noDevice', `There is no device ${devId.slice(0, 32)}; new ones are set up on the page`);
    const change = changedDevice(now, site, before, one);
    now = change.document;
    return { dev_id: before.id, ...change };
  });
  return { document: now, devices, put: devices.some(({ changed }) => changed.length > 0) };
}

function devicesOf(body: unknown): readonly JsonObject[] {
  const list = isObject(body) ? body.devices : undefined;
  if (!Array.isArray(list) || list.length === 0 || list.length > 1000 || !list.every(isObject))
    throw new NetwachtError('badBody', 'The body is {"devices":[a device of get_devices]}');
  return list;
}

/** `del_device&dev_id=d`: what others say of it is for the site's check to refuse. */
export const delDeviceCall = ({ site, siteNow, acts }: DeviceParts): Command => ({
  right: 'devices',
  changes: true,
  run({ query, author }) {
    const { id } = deviceOfCall(siteNow(), query);
    siteChange(site, author, (document) => {
      const devices = objectsOf(document.devices)
        .filter((device) => device.id !== id)
        .map((device) => (device.chargePoint === id ? without(device, 'chargePoint') : device));
      return { document: { ...document, devices }, put: true };
    });
    acts.info({ by: author.name, device: id }, 'A device was taken out of the site');
    return { ok: true };
  },
});

/** `reset_device&dev_id=d`: its connection begins anew; of the site nothing changes. */
export const resetDeviceCall = ({ siteNow, acts, restarts }: DeviceParts & { restarts: RestartPort }): Command => ({
  right: 'devices',
  changes: true,
  run({ query, author }) {
    const { id } = deviceOfCall(siteNow(), query);
    restarts.again(id);
    acts.info({ by: author.name, device: id }, 'The connection of a device was begun anew');
    return { ok: true };
  },
});
