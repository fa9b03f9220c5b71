/** Printable, without a slash, bounded: it is the last segment of a URL. 2.0.1 gives an identity 48 characters; some makers' are longer. */
const allowed = /^[^\p{C}/]{1,64}$/u;

/** Whether a text can be the name of a charge point at a central system: its charge box id. */
export const isChargeBoxId = (text: string): boolean =>
  allowed.test(text) && text.trim() === text && !/^\.{1,2}$/.test(text);
