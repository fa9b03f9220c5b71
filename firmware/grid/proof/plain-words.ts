/**
 * What a row says, in a few words for a table; the whole of it is in its data. An export is checked against these words:
 * what they once said of a kind of row, they must say for ever.
 */
export function plainWords(kind: string, data: Readonly<Record<string, unknown>>): string {
  switch (kind) {
    case 'command':
    case 'many':
      return [
        pairs(data.values, '='),
        text('', data.limitW, ' W'),
        text('', data.percent, ' %'),
        text('', data.value, ` ${String(data.unit)}`),
        text('for ', data.durationS, ' s'),
        text('', data.state),
        word('clear others', data.replace),
        text('refused: ', data.refused),
      ]
        .filter((part) => part !== '')
        .join('; ');
    case 'repeated':
      return `${String(data.count)} times`;
    case 'applied':
    case 'failsafe':
    case 'failsafeOver':
      return [text('', data.variable), limits(data.limits)].filter((part) => part !== '').join('; ');
    case 'broken':
      return list(data.chains);
    case 'confirmed':
      return pairs(data.offeredA, ' ', ' A');
    case 'unconfirmed':
      return list(data.points);
    case 'ended':
      return [text('', data.why), text('not confirmed by ', list(data.unconfirmed))].filter((p) => p !== '').join('; ');
    case 'minute':
      return `charge points ${watts(data.chargePointsW)}, grid ${watts(data.gridW)}`;
    default:
      return pairs(data, ' ');
  }
}

const text = (before: string, value: unknown, after = ''): string =>
  value === undefined || value === '' ? '' : `${before}${String(value)}${after}`;
const word = (said: string, when: unknown): string => (when === true ? said : '');
const watts = (value: unknown): string => (typeof value === 'number' ? `${value} W` : 'not known');
const list = (value: unknown): string => (Array.isArray(value) ? value.join(' ') : '');

function pairs(value: unknown, between: string, unit = ''): string {
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .filter(([, v]) => typeof v !== 'object')
    .map(([name, v]) => `${name}${between}${String(v)}${unit}`)
    .join(' ');
}

function limits(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return value
    .map(
      (limit: Readonly<Record<string, unknown>>) => `${String(limit.id)} ${String(limit.value)} ${String(limit.unit)}`,
    )
    .join(' ');
}
