import type { MqttView } from '../../firmware/api/shapes.ts';
import { call } from './request.ts';

/** How the connection to the broker stands. */
export const readMqtt = () => call<MqttView>('GET', 'mqtt');
