/** What a log of messages must not show: passwords and keys not at all, id tags only by their end. */

const secretName = /password|secret|authorizationkey|authorisationkey/i;
/** CiString fields of 1.6 and IdTokenType of 2.0.1 that say who charges. */
const tagNames = new Set(['idTag', 'parentIdTag', 'idToken', 'additionalIdToken', 'groupIdToken', 'eMAID']);
/** Deeper than any message of OCPP. */
const deepest = 20;
const hidden = '***';

/** A payload for people: the same with secrets and id tags masked. */
export function masked(payload: unknown, depth = 0): unknown {
  if (typeof payload !== 'object' || payload === null) return payload;
  if (depth >= deepest) return '…';
  if (Array.isArray(payload)) return payload.map((item) => masked(item, depth + 1));
  const entries = Object.entries(payload);
  const isSecret = entries.some(([name, value]) => namesSecret(name, value));
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isSecret && isValue(name) ? hidden : maskedField(name, value, depth)]),
  );
}

/** The end of a tag, so that somebody who holds it knows it again. */
export const maskedTag = (tag: string): string => `…${tag.length > 8 ? tag.slice(-3) : ''}`;

/** A text that could not be read as JSON may hold the same. */
export const maskedText = (text: string): string =>
  text
    .replaceAll(/("(?:idTag|parentIdTag|idToken|eMAID)"\s*:\s*")[^"]*/g, '$1…')
    .replaceAll(
      /("[^"]*(?:password|secret|authorizationkey)[^"]*"\s*[:,]\s*(?:"value"\s*:\s*)?")[^"]*/gi,
      `$1${hidden}`,
    );

function maskedField(name: string, value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    if (tagNames.has(name)) return maskedTag(value);
    if (secretName.test(name)) return hidden;
    // ftp://user:password@host: of GetDiagnostics, UpdateFirmware, GetLog.
    return value.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]*@/i, `$1${hidden}@`);
  }
  return masked(value, depth + 1);
}

/** `{"key":"AuthorizationKey","value":…}` of 1.6, `{"variable":{"name":"BasicAuthPassword"},"attributeValue":…}` of 2.0.1. */
function namesSecret(name: string, value: unknown): boolean {
  if (name === 'key') return typeof value === 'string' && secretName.test(value);
  if (name !== 'variable' || typeof value !== 'object' || value === null || !('name' in value)) return false;
  return typeof value.name === 'string' && secretName.test(value.name);
}

const isValue = (name: string): boolean => name === 'value' || name === 'attributeValue';
