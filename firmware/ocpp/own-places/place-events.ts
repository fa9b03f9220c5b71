import type { PlaceEvent } from '../ports.ts';
import type { KeptEnd, KeptRunning } from './kept-place.ts';

export const beginOf = ({ localTx, idTag, meterStartWh, startedAtMs, trigger }: KeptRunning): PlaceEvent => ({
  ...{ kind: 'begin', localTx, idTag, meterWh: meterStartWh, atMs: startedAtMs, trigger },
});

export const endOf = ({ localTx, meterWh, atMs, reason, idTag }: KeptEnd): PlaceEvent => ({
  ...{ kind: 'end', localTx, meterWh, atMs, reason, values: [] },
  ...(idTag === undefined ? {} : { idTag }),
});
