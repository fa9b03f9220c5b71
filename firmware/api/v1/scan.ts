import { z } from 'zod';
import { modbusTcpPorts, type ScanResult, scanStates } from '../../domain/scan.ts';
import type { Log } from '../log.ts';
import type { ScanPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const setting = z.strictObject({
  baudRate: z.int().min(300).max(1_000_000),
  parity: z.enum(['none', 'even', 'odd']).default('none'),
  stopBits: z.literal([1, 2]).default(1),
});
const unitId = z.int().min(0).max(255);

const request = z
  .strictObject({
    line: z.string().min(1).max(64).exactOptional(),
    serial: z
      .strictObject({
        path: z
          .string()
          .regex(/^\/dev\/[A-Za-z0-9._/-]{1,100}$/, 'a serial line is a path under /dev')
          .refine((path) => !path.includes('..'), 'no .. in a path'),
        framing: z.enum(['rtu', 'ascii']).default('rtu'),
      })
      .exactOptional(),
    network: z
      .strictObject({
        ports: z
          .array(z.int().min(1).max(65_535))
          .min(1)
          .max(4)
          .default([...modbusTcpPorts]),
        hosts: z
          .array(z.string().regex(/^(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253})$/, 'a host is a name or an address'))
          .min(1)
          .max(32)
          .exactOptional(),
      })
      .exactOptional(),
    /** As an entry of the site's `devices`. */
    device: z.record(z.string(), z.unknown()).exactOptional(),
    settings: z.array(setting).min(1).max(12).exactOptional(),
    unitIds: z
      .strictObject({ from: unitId, to: unitId })
      .refine(({ from, to }) => from <= to, 'from is not above to')
      .exactOptional(),
  })
  .refine(
    ({ line, serial, network, device }) =>
      [line, serial, network, device].filter((place) => place !== undefined).length === 1,
    { message: 'Say one of line, serial, network and device' },
  );

const value = z.union([z.number(), z.string(), z.null(), z.array(z.number().nullable())]);
const result = z.strictObject({
  id: z.string(),
  state: z.enum(scanStates),
  progress: z.strictObject({ done: z.int(), total: z.int(), what: z.string() }),
  found: z.array(
    z.strictObject({
      line: z.string().nullable(),
      path: z.string().nullable(),
      setting: setting.nullable(),
      address: z.string().nullable(),
      unitId: z.int().nullable(),
      name: z.string().nullable(),
      products: z.array(
        z.strictObject({
          definition: z.string(),
          vendor: z.string(),
          model: z.string(),
          kind: z.string(),
          values: z.record(z.string(), value),
        }),
      ),
      device: z.string().nullable(),
    }),
  ),
  message: z.string().nullable(),
  startedAt: z.iso.datetime(),
});

// The interface is what code reads, the schema what is told: this line fails to compile when they part.
export const schemaFitsResult: z.output<typeof result> extends ScanResult ? true : never = true;

const missing = { 404: { description: 'There is no such scan' } };

/** Looking for devices, and reading one before it is put into the site. Nothing is written to any of them. */
export const scanRoutes = (scans: ScanPort, log: Log): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/scan',
    summary: 'Looks for devices on a line or a network, or reads one device as the site would',
    access: 'devices',
    body: request,
    answers: { 201: { description: 'It runs', schema: result } },
    handle({ body, identity }) {
      const started = scans.start(body);
      const where = body.line ?? body.serial?.path ?? (body.device === undefined ? 'network' : 'one device');
      log.info({ by: identity?.author.name, where }, 'A scan for devices was started');
      return { status: 201, body: started, headers: { Location: `/api/v1/scan/${started.id}` } };
    },
  }),
  {
    method: 'GET',
    path: '/api/v1/scan/{id}',
    summary: 'How far a scan is and what it found',
    access: 'devices',
    answers: { 200: { description: 'The scan and what it found so far', schema: result }, ...missing },
    handle: ({ params }) => ({ status: 200, body: scans.get(params.id ?? '') }),
  },
  {
    method: 'DELETE',
    path: '/api/v1/scan/{id}',
    summary: 'Ends a scan',
    access: 'devices',
    answers: { 204: { description: 'Ended' }, ...missing },
    handle({ params, identity }) {
      scans.end(params.id ?? '');
      log.info({ by: identity?.author.name, scan: params.id }, 'A scan for devices was ended');
      return { status: 204 };
    },
  },
];
