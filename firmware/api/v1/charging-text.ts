import { setImmediate as breath } from 'node:timers/promises';
import { corrected } from '../../domain/session.ts';
import type { ChargingPort, ChargingSession } from '../charging-port.ts';
import { csvRow } from '../csv.ts';
import { quarterColumns, quarterLine, sessionColumns, sessionLine } from './charging-csv.ts';
import type { Asked } from './charging-query.ts';
import { centsOf, shown } from './charging-shapes.ts';

/** The quarter hours of so many sessions are read in a few ms; in between others have their turn. */
const breathEvery = 20;

type Iso = (atMs: number) => string;

/** Answers about sessions as text, piece by piece: years of them need no more room than a page. */

export async function* asJson(charging: ChargingPort, asked: Asked, iso: Iso): AsyncGenerator<string> {
  const totals = { sessions: 0, energyWh: 0, gridWh: 0, solarWh: 0, batteryWh: 0, costUct: 0, unpricedWh: 0 };
  yield `{"from":${JSON.stringify(iso(asked.fromMs))},"to":${JSON.stringify(iso(asked.toMs))},"sessions":[`;
  let between = '\n';
  for await (const page of wanted(charging, asked)) {
    let text = '';
    for (const one of page) {
      const now = corrected(one.session, one.corrections);
      totals.sessions += 1;
      for (const key of ['energyWh', 'gridWh', 'solarWh', 'batteryWh', 'costUct', 'unpricedWh'] as const)
        totals[key] += now[key];
      text += `${between}${JSON.stringify(shown(one, iso))}`;
      between = ',\n';
    }
    yield text;
  }
  const { costUct, ...sums } = totals;
  yield `\n],"totals":${JSON.stringify({ ...sums, costCt: centsOf(costUct) })}}\n`;
}

export async function* asCsv(charging: ChargingPort, asked: Asked, iso: Iso): AsyncGenerator<string> {
  yield csvRow(sessionColumns);
  for await (const page of wanted(charging, asked)) yield page.map((one) => sessionLine(shown(one, iso))).join('');
}

/** Quarter hours of sessions, in the order of the sessions. */
export async function* quartersAsCsv(charging: ChargingPort, asked: Asked, iso: Iso): AsyncGenerator<string> {
  yield csvRow(quarterColumns);
  for await (const page of wanted(charging, asked))
    for (const [k, one] of page.entries()) {
      if (k % breathEvery === 0) await breath();
      const shiftMs = one.corrections.reduce((sum, { shiftMs: ms = 0 }) => sum + ms, 0);
      const session = shown(one, iso);
      const quarters = charging.quarters(one.session.id);
      yield quarters.map((quarter) => quarterLine(session, quarter, iso, shiftMs)).join('');
    }
}

export const userOf = ({ session, corrections }: ChargingSession): string | undefined =>
  corrected(session, corrections).user;

async function* wanted(charging: ChargingPort, asked: Asked): AsyncGenerator<readonly ChargingSession[]> {
  const { fromMs, toMs, chargePoint, user, tag } = asked;
  for await (const page of charging.read(fromMs, toMs))
    yield page.filter(
      (one) =>
        (chargePoint === undefined || one.session.chargePoint === chargePoint) &&
        (user === undefined || (userOf(one) ?? '') === user) &&
        (tag === undefined || (corrected(one.session, one.corrections).tag ?? '') === tag),
    );
}
