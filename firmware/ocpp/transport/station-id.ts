import { isChargeBoxId } from '../../domain/site/charge-box-id.ts';

const maxPathLength = 512;

/** Whether a text can stand for a charge point. */
export const isStationId = isChargeBoxId;

/**
 * The charge point that a path `/{anything}/{stationId}` names, decoded; a query is passed over, and so is one slash at the
 * end. Undefined: it names none.
 */
export function stationIdOf(url: string): string | undefined {
  const [path = ''] = url.split('?', 1);
  if (path.length > maxPathLength) return undefined;
  const last = path.replace(/\/$/, '').split('/').pop() ?? '';
  try {
    const id = decodeURIComponent(last);
    return isStationId(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
