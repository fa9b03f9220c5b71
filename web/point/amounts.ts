/** "12.34 kWh": energy has two decimals. */
export const energyText = (language: string, energyWh: number): string =>
  `${new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(energyWh / 1000)}\u00a0kWh`;

export const moneyText = (language: string, ct: number): string =>
  new Intl.NumberFormat(language, { style: 'currency', currency: 'EUR' }).format(ct / 100);

/** "2 h 05 min", "12 min". */
export function durationText(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}\u00a0min`;
  return `${Math.floor(minutes / 60)}\u00a0h ${String(minutes % 60).padStart(2, '0')}\u00a0min`;
}

/** The next moment at which a clock shows a time "18:30"; undefined: that is no time. */
export function nextTime(text: string, now: Date = new Date()): Date | undefined {
  const found = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text.trim());
  if (found === null) return undefined;
  const next = new Date(now);
  next.setHours(Number(found[1]), Number(found[2]), 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return next;
}

/** A time as a time field wants it. */
export const clockOf = (at: string): string => {
  const date = new Date(at);
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
};
