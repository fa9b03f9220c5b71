import type { InfluxView } from '../domain/influx.ts';

/** The database that the state is written to. */
export interface InfluxPort {
  view(): InfluxView;
}
