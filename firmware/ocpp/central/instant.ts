/** Earlier or later than this no clock of a charge point is believed: 2000 and 2100. */
const earliestMs = Date.UTC(2000);
const latestMs = Date.UTC(2100);

/**
 * A time on the wire as wall ms. What peers send is taken as it is meant: an offset without minutes ("+02") and none at all
 * (UTC then). undefined: it cannot be read, or no clock says so (1970 before the first contact).
 */
export function instantOf(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 40) return undefined;
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?(?:[.,]\d+)?)\s*(Z|[+-]\d{2}(?::?\d{2})?)?$/i.exec(
    text,
  );
  if (found === null) return undefined;
  const [, day, time = '', zone = 'Z'] = found;
  const ms = Date.parse(`${day}T${time.replace(',', '.')}${zoneOf(zone)}`);
  return ms >= earliestMs && ms < latestMs ? ms : undefined;
}

function zoneOf(zone: string): string {
  if (/^z$/i.test(zone)) return 'Z';
  const minutes = zone.slice(3).replace(':', '');
  return `${zone.slice(0, 3)}:${minutes === '' ? '00' : minutes}`;
}
