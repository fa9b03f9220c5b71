/** Frames of OCPP-J (1.6 part 4 4.2, 2.0.1 part 4 4.2): a JSON array whose first element says what it is. */
export type Frame =
  | { readonly kind: 'call'; readonly id: string; readonly action: string; readonly payload: unknown }
  | { readonly kind: 'result'; readonly id: string; readonly payload: unknown }
  | { readonly kind: 'error'; readonly id: string; readonly code: string; readonly description: string };

/** Why a text is no frame; `id` where one could be read, so that the far end can be told. */
export interface BadFrame {
  readonly kind: 'bad';
  readonly why: string;
  readonly id?: string;
}

/** A frame of ours never has more: the largest message of either version stays under it. */
export const maxFrameBytes = 65_536;
/** OCPP's deepest message has 8 levels. */
const maxDepth = 32;
/** OCPP-J: a message id has at most 36 characters. Some peers send longer ones; those are taken as long as they are bounded. */
const maxIdLength = 64;

/** Reads a text frame. Never throws. */
export function readFrame(text: string): Frame | BadFrame {
  if (Buffer.byteLength(text) > maxFrameBytes) return bad(`it has more than ${maxFrameBytes} bytes`);
  if (depthOf(text) > maxDepth) return bad(`it is nested deeper than ${maxDepth} levels`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return bad('it is not JSON');
  }
  if (!Array.isArray(value)) return bad('it is not an array');
  const [type, id, third, fourth] = value as readonly unknown[];
  if (typeof id !== 'string' || id.length === 0 || id.length > maxIdLength) return bad('it has no message id');
  switch (type) {
    case 2:
      if (typeof third !== 'string') return bad('a call names no action', id);
      return { kind: 'call', id, action: third, payload: fourth };
    case 3:
      return { kind: 'result', id, payload: third };
    case 4:
      return {
        ...{ kind: 'error', id },
        code: typeof third === 'string' ? third.slice(0, 64) : 'GenericError',
        description: typeof fourth === 'string' ? fourth.slice(0, 255) : '',
      };
    default:
      return bad('its first element is none of 2, 3 and 4', id);
  }
}

export const callText = (id: string, action: string, payload: object): string =>
  JSON.stringify([2, id, action, payload]);
export const resultText = (id: string, payload: object): string => JSON.stringify([3, id, payload]);
export const errorText = (id: string, code: string, description: string): string =>
  JSON.stringify([4, id, code, description.slice(0, 255), {}]);

const bad = (why: string, id?: string): BadFrame => ({ kind: 'bad', why, ...(id === undefined ? {} : { id }) });

/** How deep brackets stand within each other, strings left out; counting ends where it is too deep. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let k = 0; k < text.length && deepest <= maxDepth; k += 1) {
    const char = text.charCodeAt(k);
    if (inString) {
      if (char === 0x5c) k += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x5b || char === 0x7b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (char === 0x5d || char === 0x7d) depth -= 1;
  }
  return deepest;
}
