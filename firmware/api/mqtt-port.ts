import type { MqttView } from '../domain/mqtt.ts';

/** The broker that this box reports to. */
export interface MqttPort {
  view(): MqttView;
}
