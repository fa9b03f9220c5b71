/** Milliseconds of the machine's monotonic clock: the same zero in every process, so that times can be compared. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1e6;
