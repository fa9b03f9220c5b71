import type { State } from '../../../firmware/api/shapes.ts';
import { type PriceSpan, readPrices } from '../../api/prices.ts';
import { useRead } from '../../live/use-read.ts';
import { Bar } from '../../part/bar.tsx';
import { faultText } from '../../part/fault-text.ts';
import { Panel } from '../../part/panel.tsx';
import { Problem } from '../../part/problem.tsx';
import { Table } from '../../part/table.tsx';
import { useSiteWords } from '../../words/site/speech.ts';
import { useSpeech } from '../../words/speech.ts';

const everyMs = 60_000;
/** Further ahead nobody plans. */
const aheadMs = 48 * 3_600_000;

interface PricesPanelProps {
  readonly state: State;
  /** Changes when the tariffs do. */
  readonly of: string;
  readonly nameOf: (tariff: string) => string;
}

/** What a kilowatt hour costs now and ahead, each span with a bar. */
export function PricesPanel({ state, of, nameOf }: PricesPanelProps) {
  const { words, language, time } = useSpeech();
  const t = useSiteWords().tariffs;
  const read = useRead(readPrices, of, everyMs);
  const price = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
  // Less than nothing is a word, never a bare minus sign.
  const told = (ct: number): string => `${ct < 0 ? `${t.paid} ` : ''}${price.format(Math.abs(ct))}\u00a0ct`;
  const rows = joined(read.value?.prices ?? [], Date.parse(state.at));
  const dearest = Math.max(1, ...rows.map(({ ct }) => ct));
  return (
    <Panel id="prices" title={t.ahead}>
      {state.price === null ? (
        <p class="soft">{t.noPrice}</p>
      ) : (
        <p>
          {t.now} <b>{told(state.price.ct)}</b> {t.perKwh}, {nameOf(state.price.tariff)}
          {state.price.assumed && ` (${t.assumed})`}
          {state.price.until !== null && `, ${words.until(time(state.price.until, state.at))}`}
        </p>
      )}
      <Problem text={read.failure === undefined ? '' : faultText(words, read.failure)} />
      <Table
        caption={t.ahead}
        rows={rows}
        keyOf={({ from }) => from}
        empty={read.value === undefined ? words.boot.reading : t.noneAhead}
        fileName="netwacht-prices"
        columns={[
          {
            id: 'from',
            head: t.from,
            cell: ({ from }) => time(from, state.at),
            plain: ({ from }) => from,
          },
          { id: 'ct', head: t.perKwhHead, numeric: true, cell: ({ ct }) => told(ct), plain: ({ ct }) => ct },
          {
            id: 'bar',
            head: t.compared,
            cell: ({ ct }) => (
              <span class="price-bar">
                <Bar fill={Math.max(0, ct) / dearest} kind="grid" />
              </span>
            ),
          },
          {
            id: 'level',
            head: t.level,
            cell: ({ level }) => levelText(level),
            plain: ({ level }) => level,
          },
          {
            id: 'tariff',
            head: t.tariff,
            cell: ({ tariff, assumed }) => `${nameOf(tariff)}${assumed ? ` (${t.assumed})` : ''}`,
            plain: ({ tariff }) => tariff,
          },
        ]}
      />
    </Panel>
  );

  function levelText(level: number | null): string {
    const known: Readonly<Record<string, string>> = t.levels;
    return level === null ? '' : (known[String(-level)] ?? String(level));
  }
}

/** Spans that cost the same, one after the other, are one. */
function joined(spans: readonly PriceSpan[], nowMs: number): readonly PriceSpan[] {
  const found: PriceSpan[] = [];
  for (const span of spans) {
    if (Date.parse(span.from) > nowMs + aheadMs) break;
    const last = found.at(-1);
    const same =
      last !== undefined &&
      last.to === span.from &&
      last.ct === span.ct &&
      last.tariff === span.tariff &&
      last.assumed === span.assumed &&
      last.level === span.level;
    if (same) found[found.length - 1] = { ...last, to: span.to };
    else found.push(span);
  }
  return found;
}
