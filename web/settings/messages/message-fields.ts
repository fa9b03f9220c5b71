import type { SiteDocument } from '../../../firmware/api/shapes.ts';
import type { SiteWords } from '../../words/site/en.ts';
import type { Draft, Entry, FieldSpec } from '../entry/field-spec.ts';
import { eventChannels } from '../entry/place.ts';

const isMail = (draft: Draft): boolean => draft.kind === 'mail';
const isHttp = (draft: Draft): boolean => !isMail(draft);
const isPush = (draft: Draft): boolean => draft.kind === 'push';
const isText = (draft: Draft): boolean => isPush(draft) && draft.shape === 'text';
const hasFields = (draft: Draft): boolean => isPush(draft) && draft.shape !== 'text';
const signsIn = (draft: Draft): boolean => isHttp(draft) && (draft['signIn.with'] ?? '') !== '';

/** The fields of a way (docs/events.md). */
export function channelFields(w: SiteWords): readonly FieldSpec[] {
  const m = w.messages;
  return [
    { key: 'id', kind: 'text', label: w.entry.id, note: w.entry.idNote, onlyNew: true, required: true },
    { key: 'name', kind: 'text', label: w.entry.name },
    { key: 'kind', kind: 'choice', label: m.kind, choices: m.kinds, absent: 'mail', onlyNew: true, required: true },
    { key: 'enabled', kind: 'yes', label: m.enabled, absent: true },
    { key: 'language', kind: 'choice', label: m.language, choices: m.languages, absent: 'en' },
    { key: 'server.host', kind: 'text', label: m.host, required: true, shown: isMail },
    { key: 'server.port', kind: 'number', label: m.port, note: m.portNote, absent: 587, shown: isMail },
    { key: 'server.tls', kind: 'choice', label: m.tls, choices: m.tlsKinds, absent: 'starttls', shown: isMail },
    { key: 'from', kind: 'text', label: m.from, required: true, shown: isMail },
    { key: 'to', kind: 'words', label: m.to, note: m.toNote, required: true, shown: isMail },
    { key: 'secret', kind: 'text', label: m.secret, note: m.secretNote, shown: isMail },
    { key: 'url', kind: 'text', label: m.url, required: true, shown: isHttp },
    { key: 'shape', kind: 'choice', label: m.shape, choices: m.shapes, absent: 'text', shown: isPush },
    { key: 'body', kind: 'area', label: m.body, note: w.entry.emptyMeans('{message}'), shown: isText },
    { key: 'headers', kind: 'pairs', label: m.headers, note: m.pairsNote, shown: isPush },
    { key: 'fields', kind: 'pairs', label: m.fields, note: m.pairsNote, required: true, shown: hasFields },
    { key: 'signIn.with', kind: 'choice', label: m.signIn, choices: m.signIns, absent: '', shown: isHttp },
    {
      key: 'signIn.header',
      kind: 'text',
      label: m.header,
      required: true,
      shown: (draft) => signsIn(draft) && draft['signIn.with'] === 'header',
    },
    { key: 'signIn.secret', kind: 'text', label: m.secret, note: m.secretNote, required: true, shown: signsIn },
    { key: 'perHour', kind: 'number', label: m.perHour, note: m.perHourNote, absent: 20 },
  ];
}

/** The fields of a rule. */
export function ruleFields(w: SiteWords, site: SiteDocument): readonly FieldSpec[] {
  const m = w.messages;
  const channels = eventChannels.list(site).map((one) => [String(one.id), channelName(one)]);
  return [
    { key: 'topics', kind: 'ticks', label: m.topicsWord, choices: m.topics, required: true },
    { key: 'channels', kind: 'ticks', label: m.channels, choices: Object.fromEntries(channels), required: true },
    { key: 'severity', kind: 'choice', label: m.severity, choices: m.severities, absent: 'info' },
    { key: 'quiet.fromMin', kind: 'minute', label: m.quietFrom, note: m.quietNote },
    { key: 'quiet.toMin', kind: 'minute', label: m.quietTo },
    { key: 'over', kind: 'yes', label: m.over, absent: true },
    { key: 'names', kind: 'yes', label: m.names },
  ];
}

export const channelName = ({ id, name }: Entry): string => String(name ?? id);

/** The secret that a way names; undefined: none is asked for. */
export function secretOf(channel: Entry): string | undefined {
  const name = channel.secret ?? (channel.signIn as Entry | undefined)?.secret;
  return typeof name === 'string' ? name : undefined;
}
