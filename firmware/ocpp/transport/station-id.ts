/** An id in a path: printable, without a slash, bounded. 2.0.1 gives an identity 48 characters; some makers' are longer. */
const allowed = /^[^\p{C}/]{1,64}$/u;
const maxPathLength = 512;

/** Whether a text can stand for a charge point. */
export const isStationId = (text: string): boolean =>
  allowed.test(text) && text.trim() === text && !/^\.{1,2}$/.test(text);

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
