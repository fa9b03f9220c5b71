import type { State } from '../../firmware/api/shapes.ts';
import { usePart } from '../live/use-part.ts';
import { useMedia } from './density.ts';

/** Where there is room for the day's chart. */
const wideScreen = '(min-width: 1440px) and (min-height: 701px)';

/** The chart of the day, whose program is fetched only where it is drawn. */
export function DayChartWhenWide({ state }: { state: State }) {
  const wide = useMedia(wideScreen);
  const { part: Chart } = usePart(wide ? 'day' : undefined, async () => ({
    Draw: (await import('./day-chart.tsx')).DayChart,
  }));
  return wide && Chart !== undefined ? <Chart.Draw state={state} /> : null;
}
