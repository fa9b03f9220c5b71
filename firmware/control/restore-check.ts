import { createPrivateKey, X509Certificate } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDefinitions } from '../../drivers/definitions/loaded-definitions.ts';
import type { BackupSettings } from '../domain/backup.ts';
import type { Channel, Gateway } from '../domain/channel.ts';
import { NetwachtError } from '../domain/errors.ts';
import { type DocumentFault, maxChannels, readChannel, readGateway } from '../domain/gateway-check.ts';
import { ocppServerSchema } from '../domain/ocpp-documents.ts';
import { readSite } from '../domain/site/check.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import { variableKey } from '../domain/variable.ts';
import { compile } from '../formula/compile.ts';
import { pinFaults } from './pinned-certificate.ts';
import { siteKnowledge } from './site-knowledge.ts';

/** The faults of one backend with what stands around it in the backup. */
type BackendFaults = (
  document: unknown,
  around: {
    readonly site: Site | undefined;
    readonly channel: (id: string) => Channel | undefined;
    readonly certificateExists: (name: string) => boolean;
    readonly secretExists: (name: string) => boolean;
  },
) => readonly DocumentFault[];

export interface RestoreCheckParts {
  /** The box's own definitions, which stay. */
  readonly ownDefinitions: string;
  /** Names of certificates that this box has. */
  readonly certificates: () => readonly string[];
  readonly secretExists: (name: string) => boolean;
  readonly backendFaults: BackendFaults;
}

/** Every fault of the documents of a backup, each by the rules by which it is put; `path` begins with what it is. */
export function restoreCheck(parts: RestoreCheckParts): (settings: BackupSettings) => readonly NetwachtError[] {
  return (settings) => {
    const faults: NetwachtError[] = [];
    const tell = (where: string, found: readonly DocumentFault[]): void => {
      for (const { path, message } of found)
        faults.push(
          new NetwachtError('badBackup', `${where}: ${message}`, { path: path === '' ? where : `${where}.${path}` }),
        );
    };
    const knowledge = knowledgeWith(settings, parts.ownDefinitions, tell);
    const read = settings.site === undefined ? undefined : readSite(settings.site, knowledge);
    if (read?.ok === false)
      tell(
        'site',
        read.faults.map(({ path = '', message }) => ({ path, message })),
      );
    for (const { folder, name, pair } of settings.keys) tell(`${folder} ${name}`, pairFaults(pair));

    const here = new Set([
      ...parts.certificates(),
      ...settings.keys.flatMap(({ folder, name }) => (folder === 'certificates' ? [name] : [])),
    ]);
    const certificateExists = (name: string): boolean => here.has(name);
    const gateway = settings.gateway === undefined ? undefined : readGateway(settings.gateway, certificateExists);
    if (gateway?.ok === false) tell('gateway', gateway.faults);
    const channels = channelsOf(settings, gateway?.ok === true ? gateway.value : undefined, certificateExists, tell);
    const site = read?.ok === true ? read.site : undefined;
    const secretExists = (name: string): boolean =>
      settings.secrets.some((one) => one.name === name) || parts.secretExists(name);
    const around = { site, channel: (id: string) => channels.get(id), certificateExists, secretExists };
    for (const { id, document } of settings.backends) tell(`backend ${id}`, parts.backendFaults(document, around));
    const server = settings.ocppServer === undefined ? undefined : ocppServerSchema.safeParse(settings.ocppServer);
    if (server?.success === false)
      tell(
        'ocppServer',
        server.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
      );
    for (const { name, value, expr } of settings.variables) tell(`variable ${name}`, variableFaults(value, expr));
    tell('variables', twins(settings.variables.map(({ name }) => variableKey(name))));
    return faults;
  };
}

function channelsOf(
  settings: BackupSettings,
  gateway: Gateway | undefined,
  certificateExists: (name: string) => boolean,
  tell: (where: string, faults: readonly DocumentFault[]) => void,
): ReadonlyMap<string, Channel> {
  const channels = new Map<string, Channel>();
  if (settings.channels.length > maxChannels) tell('channels', [{ path: '', message: 'there are too many' }]);
  for (const { id, document } of settings.channels) {
    const read = readChannel(document, { gateway, certificateExists, peerFaults: pinFaults });
    if (read.ok) channels.set(id, read.value);
    else tell(`channel ${id}`, read.faults);
  }
  return channels;
}

/** Products of the backup are known beside those of the box. */
function knowledgeWith(
  settings: BackupSettings,
  own: string,
  tell: (where: string, faults: readonly DocumentFault[]) => void,
): SiteKnowledge {
  const folder = mkdtempSync(join(tmpdir(), 'netwacht-restore-'));
  try {
    if (existsSync(own)) cpSync(own, folder, { recursive: true });
    for (const { folder: kind, id, text } of settings.definitions) {
      mkdirSync(join(folder, kind), { recursive: true });
      writeFileSync(join(folder, kind, `${id}.json`), text);
    }
    const { catalogue, off, whyOff } = loadDefinitions({ own: folder });
    for (const { id } of settings.definitions) {
      const reason = off.find((one) => one.id === id)?.reason;
      if (reason !== undefined) tell(`definition ${id}`, [{ path: '', message: reason.replaceAll(folder, '') }]);
    }
    return siteKnowledge(catalogue, whyOff);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function pairFaults(pair: BackupSettings['keys'][number]['pair']): readonly DocumentFault[] {
  try {
    return new X509Certificate(pair.certificatePem).checkPrivateKey(createPrivateKey(pair.keyPem))
      ? []
      : [{ path: '', message: 'the key does not belong to the certificate' }];
  } catch {
    return [{ path: '', message: 'key or certificate cannot be read' }];
  }
}

function variableFaults(value: number | undefined, expr: string | undefined): readonly DocumentFault[] {
  if ((value === undefined) === (expr === undefined))
    return [{ path: '', message: 'it has a number or a formula, one of the two' }];
  if (expr === undefined) return [];
  const read = compile(expr);
  return read.ok ? [] : [{ path: 'expr', message: 'its formula cannot be read' }];
}

const twins = (keys: readonly string[]): readonly DocumentFault[] =>
  new Set(keys).size === keys.length ? [] : [{ path: '', message: 'one is there twice' }];
