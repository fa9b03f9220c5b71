import type { InfluxView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** How writing to a time-series database stands. */
export const readInflux = () => call<InfluxView>('GET', 'influx');
