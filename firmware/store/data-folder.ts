/** The database that holds everything. */
export const mainName = 'netwacht.sqlite';

/** Its copy of what the box must not lose. */
export const lastGoodName = 'last-good.sqlite';

/** The code that claims the box, until somebody does. */
export const claimCodeName = 'claim-code';

/** Every name that this program gives to something in its data folder, log files and set-aside files included. */
const ownName =
  /^(netwacht\.sqlite|last-good\.sqlite|proof\.sqlite|sessions(-copy)?\.sqlite|ocpp(-copy)?\.sqlite|history\.sqlite|recording\.jsonl|spare-room|factory-reset|claim-code|keys$|restore$|run$)/;
export const isOwnName = (name: string): boolean => ownName.test(name);
