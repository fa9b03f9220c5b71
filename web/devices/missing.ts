import type { DeviceWords } from '../words/devices/en.ts';
import type { DeviceDraft } from './device-draft.ts';

/** The first field that cannot stay empty, and what to say there. */
export function missingIn(
  draft: DeviceDraft,
  { missing }: DeviceWords,
): { readonly field: keyof DeviceDraft; readonly said: string } | undefined {
  const needed: readonly (readonly [boolean, keyof DeviceDraft, string])[] = [
    [draft.reach === 'address', 'address', missing.address],
    [draft.reach === 'line', 'line', missing.line],
    [draft.reach === 'broker', 'broker', missing.broker],
    [draft.reach === 'ocpp', 'address', missing.boxId],
    [draft.reach === 'contact' && draft.contactKind === 'gpio', 'contactLine', missing.contact],
    [draft.reach === 'contact', 'contactPlace', missing.contact],
    [true, 'id', missing.id],
  ];
  const found = needed.find(([asked, field]) => asked && String(draft[field]).trim() === '');
  if (found !== undefined) return { field: found[1], said: found[2] };
  const shows = draft.secret !== '' || draft.secretPassword !== '' || draft.certificate.trim() !== '' || draft.insecure;
  if (draft.reach === 'ocpp' && !shows) return { field: 'secretPassword', said: missing.ocppPassword };
  const formulas = Object.values(draft.fields).some((text) => text.trim() !== '');
  if (draft.reach === 'none' && !formulas) return { field: 'fields', said: missing.formula };
  return undefined;
}
