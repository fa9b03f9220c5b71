import { z } from 'zod';
import type { MqttPort } from '../mqtt-port.ts';
import type { Route } from './route.ts';

const view = z.strictObject({
  state: z.enum(['off', 'connecting', 'connected', 'failed']),
  since: z.string().nullable(),
  root: z.string().nullable(),
  fault: z
    .strictObject({
      layer: z.enum(['config', 'network', 'tls', 'certificate', 'mqtt']),
      code: z.string(),
      message: z.string(),
      since: z.string(),
    })
    .nullable(),
  sent: z.number(),
  commands: z.strictObject({ taken: z.number(), refused: z.number(), lastRefusal: z.string().nullable() }),
});

/** How the connection to the MQTT broker stands, for who sets it up; its settings are part of the site document. */
export const mqttRoutes = (mqtt: MqttPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/mqtt',
    summary: 'The connection to the MQTT broker: whether it stands, and which part of the way failed',
    access: 'site',
    answers: { 200: { description: 'The connection', schema: view } },
    handle: () => ({ status: 200, body: mqtt.view() }),
  },
];
