import type { ChargeBoxView, OcppServerView } from '../../domain/ocpp-views.ts';
import type { BoxView } from '../central/central.ts';
import type { SeenBox } from '../central/seen-boxes.ts';

const timeOf = (ms: number): string => new Date(ms).toISOString();

const amperes = (currentMa: number | undefined): number | null => (currentMa === undefined ? null : currentMa / 1000);

/** A charge point as the API shows it. */
export const chargeBoxView = (box: BoxView): ChargeBoxView => ({
  ...{ identity: box.identity, devices: [...box.devices], connected: box.connected, hasRival: box.hasRival },
  ...{ version: box.version ?? null, address: box.address ?? null },
  ...{ vendor: box.facts?.vendor ?? null, model: box.facts?.model ?? null },
  ...{ serial: box.facts?.serial ?? null, firmware: box.facts?.firmware ?? null },
  abilities: { ...box.abilities },
  clockOffsetS: box.clockOffsetMs === undefined ? null : Math.round(box.clockOffsetMs / 1000),
  connectors: box.status.map(({ device, status: { status, errorCode, info, atMs }, limit }) => ({
    ...{ device, status, errorCode, info: info ?? null, at: timeOf(atMs) },
    ...{ wantedA: amperes(limit.wantedMa), heldA: amperes(limit.heldMa) },
    ...{ limitWay: limit.way ?? null, limitError: limit.error ?? null },
  })),
});

export const seenBoxView = ({ firstAtMs, lastAtMs, ...box }: SeenBox): OcppServerView['seen'][number] => ({
  ...box,
  ...{ firstAt: timeOf(firstAtMs), lastAt: timeOf(lastAtMs) },
});
