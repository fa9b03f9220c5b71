import { z } from 'zod';
import { turnedAway } from '../../domain/modbus-server.ts';
import type { ModbusPort } from '../modbus-port.ts';
import type { Route } from './route.ts';

const server = z.strictObject({
  port: z.number(),
  listens: z.boolean(),
  isOpen: z.boolean(),
  clients: z.array(
    z.strictObject({
      address: z.string(),
      since: z.string(),
      asked: z.string().nullable(),
      reads: z.number(),
      writes: z.number(),
      refused: z.number(),
    }),
  ),
  refusedConnection: z.strictObject({ at: z.string(), address: z.string(), why: z.enum(turnedAway) }).nullable(),
  refusedRequest: z
    .strictObject({
      at: z.string(),
      address: z.string(),
      kind: z.enum(['read', 'write', 'unknown']),
      register: z.number().nullable(),
      exception: z.number(),
    })
    .nullable(),
});
const lease = z.strictObject({ percent: z.number(), since: z.string(), leaseLeftS: z.number() });
const view = z.strictObject({
  sunspec: server.extend({ writes: z.boolean(), lease: lease.nullable() }).nullable(),
  portOfStart: z.number().nullable(),
  registers: z.array(server.extend({ device: z.string() })),
});

/** The Modbus TCP servers as they are, for who sets them up; their settings are part of the site document. */
export const modbusRoutes = (modbus: ModbusPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/modbus',
    summary: 'The Modbus TCP servers: who is connected, what was refused last, and the written share that holds',
    access: 'site',
    answers: { 200: { description: 'The servers', schema: view } },
    handle: () => ({ status: 200, body: modbus.view() }),
  },
];
