/** "28 November 2026, 12:04", in the time of this browser. */
export const dayAndTime = (locale: string, at: string): string =>
  new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at));
