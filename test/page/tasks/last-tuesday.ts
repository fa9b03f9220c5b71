/** The wall time of this hour of the last Tuesday that is wholly over, in the time zone of this machine. */
export function lastTuesdayAt(hour: number, now: Date = new Date()): number {
  const day = new Date(now.getFullYear(), now.getMonth(), now.getDate());
  do day.setDate(day.getDate() - 1);
  while (day.getDay() !== 2);
  return day.setHours(hour, 0, 0, 0);
}

/** Its date as a date field has it: 2026-11-24. */
export function lastTuesday(now: Date = new Date()): string {
  const at = new Date(lastTuesdayAt(12, now));
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
