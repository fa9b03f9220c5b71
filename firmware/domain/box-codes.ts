/** Every code the root service may answer with, for tables of HTTP statuses and for tests. */
export const rootCodes = [
  // The request itself.
  'badRequest',
  'tooLarge',
  'timedOut',
  'busy',
  'rootFailed',
  // Bundles.
  'noBundle',
  'notABundle',
  'cutShort',
  'foreignKey',
  'keyOutOfDate',
  'tampered',
  'wrongBoard',
  'older',
  'noSpace',
  'installFailed',
  // Going back.
  'noOtherSlot',
  'otherSlotBad',
  // Network and clock.
  'badNetwork',
  'noInterface',
  'noTrial',
  'networkFailed',
  'clockSynchronised',
  'badTime',
  'notPersisted',
] as const;
export type RootCode = (typeof rootCodes)[number];
