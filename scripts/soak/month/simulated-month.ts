/** The month that is simulated: after the floor of the clock, so that history believes it. */
export const simulatedMonth = { bays: 20, days: 31, beginMs: Date.UTC(2026, 10, 2) } as const;
