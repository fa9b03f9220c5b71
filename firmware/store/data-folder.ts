/** The database that holds everything. */
export const mainName = 'netwacht.sqlite';

/** Its copy of what the box must not lose. */
export const lastGoodName = 'last-good.sqlite';
