import type { BackendView, OcppBackend } from '../../../firmware/api/shapes.ts';

/** A backend as it is typed: every field a text. */
export interface BackendDraft {
  readonly id: string;
  readonly enabled: boolean;
  readonly url: string;
  readonly version: '1.6' | '2.0.1';
  readonly stations: 'perDevice' | 'one';
  readonly stationId: string;
  readonly siteStation: string;
  /** A new password; empty: the one that is there stays. */
  readonly password: string;
  readonly secret: string;
  readonly certificate: string;
  readonly caPem: string;
  readonly insecure: boolean;
  readonly channel: string;
  readonly authorise: 'backend' | 'local' | 'both';
  readonly defaultTag: string;
  /** Ids of charge points, parted by commas; empty: all. */
  readonly devices: string;
}

export const emptyBackend: BackendDraft = {
  id: '',
  enabled: true,
  url: '',
  version: '1.6',
  stations: 'perDevice',
  stationId: '{device}',
  siteStation: '',
  password: '',
  secret: '',
  certificate: '',
  caPem: '',
  insecure: false,
  channel: '',
  authorise: 'backend',
  defaultTag: 'NETWACHT',
  devices: '',
};

export const draftOfBackend = (backend: BackendView): BackendDraft => ({
  ...emptyBackend,
  id: backend.id,
  enabled: backend.enabled,
  url: backend.url,
  version: backend.version,
  stations: backend.stations,
  stationId: backend.stationId,
  siteStation: backend.siteStation ?? '',
  secret: backend.secret ?? '',
  certificate: backend.certificate ?? '',
  caPem: backend.caPem ?? '',
  insecure: backend.insecure,
  channel: backend.channel ?? '',
  authorise: backend.authorise,
  defaultTag: backend.defaultTag,
  devices: backend.devices?.join(', ') ?? '',
});

/** The name under which a password that is typed here is kept. */
export const secretNameOf = (draft: BackendDraft): string => draft.secret.trim() || `ocpp-${draft.id.trim()}`;

/** The document to put; an empty field is left out. */
export function backendOf(draft: BackendDraft, pingS: number | undefined): OcppBackend {
  const devices = draft.devices.split(/[\s,;]+/).filter((id) => id !== '');
  const secret = draft.password === '' ? draft.secret.trim() : secretNameOf(draft);
  const { enabled, version, stations, insecure, authorise } = draft;
  return {
    ...{ enabled, version, stations, insecure, authorise, url: draft.url.trim(), stationId: draft.stationId.trim() },
    defaultTag: draft.defaultTag.trim(),
    ...(pingS === undefined ? {} : { pingS }),
    ...given('siteStation', draft.siteStation),
    ...given('secret', secret),
    ...given('certificate', draft.certificate),
    ...given('caPem', draft.caPem),
    ...given('channel', draft.channel),
    ...(devices.length === 0 ? {} : { devices }),
  };
}

function given<K extends string>(name: K, text: string): Partial<Record<K, string>> {
  const wanted = text.trim();
  return (wanted === '' ? {} : { [name]: wanted }) as Partial<Record<K, string>>;
}

/** The field that a path of the box's answer means; undefined: none of the form. */
export function backendFieldOf(path: string | undefined): keyof BackendDraft | undefined {
  const [name = ''] = /^\w+/.exec(path ?? '') ?? [];
  return Object.hasOwn(emptyBackend, name) ? (name as keyof BackendDraft) : undefined;
}
