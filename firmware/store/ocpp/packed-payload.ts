import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** A payload as it lies in the file; `dictionary` names what it was packed with. */
export interface PackedPayload {
  readonly payload: Buffer;
  readonly dictionary: number;
}

/** Messages are small and alike: what they share is known beforehand. A window of 8 KiB holds the dictionary and a message. */
const windowBits = 13;

/**
 * What messages have in common; the most frequent stands last. A dictionary is never changed, for files were written with it:
 * another one is added, and the last one is used.
 */
const dictionaries: readonly Buffer[] = [
  [
    '"reason":"EVDisconnected"}"Local""Remote""DeAuthorized""PowerLoss""SoftReset"',
    '{"connectorId":1,"idTag":"","meterStart":,"timestamp":"2026-12-01T00:00:00.000Z","reservationId":',
    '{"idTag":"","meterStop":,"timestamp":"2026-12-01T00:00:00.000Z","reason":"EVDisconnected","transactionData":[',
    '{"eventType":"Started"},"eventType":"Ended","triggerReason":"CablePluggedIn""Authorized""EVDeparted""StopAuthorized"',
    '"RemoteStart""ChargingStateChanged""transactionInfo":{"transactionId":"","chargingState":"SuspendedEVSE""EVConnected"',
    '"stoppedReason":"EVDisconnected"},"idToken":{"idToken":"","type":"ISO14443"},"remoteStartId":',
    '{"eventType":"Updated","timestamp":"2026-12-01T00:00:00.000Z","triggerReason":"MeterValuePeriodic","seqNo":,"offline":true,',
    '"transactionInfo":{"transactionId":"","chargingState":"Charging"},"evse":{"id":1,"connectorId":1},"meterValue":[',
    '{"timestamp":"2026-12-01T00:00:00.000Z","sampledValue":[{"value":0,"context":"Sample.Periodic",',
    '"measurand":"Energy.Active.Import.Register","phase":"L1","location":"Outlet","unitOfMeasure":{"unit":"Wh","multiplier":0}}',
    '"signedMeterValue":{"signedMeterData":"","signingMethod":"","encodingMethod":"OCMF","publicKey":""}',
    '"Transaction.Begin""Transaction.End""Temperature","unit":"Celsius""SoC","unit":"Percent""kWh""kW""Frequency"',
    '{"connectorId":1,"transactionId":,"meterValue":[{"timestamp":"2026-12-01T00:00:00.000Z","sampledValue":[',
    '{"value":"0","context":"Sample.Clock","format":"Raw","measurand":"Current.Offered","location":"Outlet","unit":"A"},',
    '{"value":"0","context":"Sample.Periodic","format":"Raw","measurand":"Energy.Active.Import.Register","location":"Outlet","unit":"Wh"},',
    '{"value":"0","context":"Sample.Periodic","format":"Raw","measurand":"Power.Active.Import","location":"Outlet","unit":"W"},',
    '{"value":"0","context":"Sample.Periodic","format":"Raw","measurand":"Current.Import","location":"Outlet","unit":"A","phase":"L1"},',
    '{"value":"230.0","context":"Sample.Periodic","format":"Raw","measurand":"Voltage","location":"Outlet","unit":"V","phase":"L1-N"},',
    '{"value":"0.00","context":"Sample.Periodic","format":"Raw","measurand":"Current.Import","location":"Outlet","unit":"A","phase":"L2"},',
    '{"value":"230.0","context":"Sample.Periodic","format":"Raw","measurand":"Voltage","location":"Outlet","unit":"V","phase":"L2-N"},',
    '{"value":"0.00","context":"Sample.Periodic","format":"Raw","measurand":"Current.Import","location":"Outlet","unit":"A","phase":"L3"},',
    '{"value":"230.0","context":"Sample.Periodic","format":"Raw","measurand":"Voltage","location":"Outlet","unit":"V","phase":"L3-N"}]}]}',
  ].join(''),
].map((text) => Buffer.from(text));

export function packed(text: string): PackedPayload {
  const dictionary = dictionaries.length - 1;
  return { payload: deflateRawSync(text, optionsOf(dictionary)), dictionary };
}

/** Throws RangeError for a dictionary of a later version, what zlib throws for damaged octets. */
export const unpacked = ({ payload, dictionary }: PackedPayload): string =>
  inflateRawSync(payload, optionsOf(dictionary)).toString('utf8');

function optionsOf(number: number) {
  const dictionary = dictionaries[number];
  if (dictionary === undefined) throw new RangeError(`messages packed with dictionary ${number} cannot be read`);
  // Small pieces: 16 KiB a message (zlib's own) would stand as garbage by the tens of MiB while a week is replayed.
  return { dictionary, windowBits, level: 1, memLevel: 5, chunkSize: 1024 };
}
