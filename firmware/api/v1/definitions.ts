import { z } from 'zod';
import type { ProductView, SerialPortView } from '../../domain/product.ts';
import type { DefinitionPort } from '../ports.ts';
import { type Route, withBody } from './route.ts';

const answer = z.strictObject({
  definition: z.looseObject({ id: z.string() }),
  leftOut: z.array(z.strictObject({ path: z.string(), why: z.string() })),
  kept: z.boolean(),
});

const amperes = z.number().nullable();
const product = z.strictObject({
  id: z.string(),
  vendor: z.string(),
  model: z.string(),
  kind: z.enum(['meter', 'inverter', 'battery', 'chargePoint']),
  status: z.enum(['official', 'community', 'unverified']),
  reachedBy: z.array(z.enum(['serial', 'rtu-over-tcp', 'ascii', 'tcp', 'http', 'mqtt', 'contact', 'ocpp', 'push'])),
  defaults: z.strictObject({
    unitId: z.int().nullable(),
    port: z.int().nullable(),
    baudRate: z.int().nullable(),
    dataBits: z.literal([7, 8]).nullable(),
    parity: z.enum(['none', 'even', 'odd']).nullable(),
    stopBits: z.literal([1, 2]).nullable(),
    topic: z.string().nullable(),
  }),
  minCurrentA: amperes,
  maxCurrentA: amperes,
  defaultMaxCurrentA: amperes,
  switchesPhases: z.boolean(),
  measuresCurrent: z.boolean(),
  limitsPower: z.boolean(),
  hasConnectors: z.boolean(),
  findsModels: z.boolean(),
  everyS: z.number().nullable(),
  doubtful: z.array(z.strictObject({ quantity: z.string(), what: z.string() })),
  quirks: z.array(z.string()),
});
const port = z.strictObject({
  path: z.string(),
  port: z.string(),
  name: z.string().nullable(),
  line: z.string().nullable(),
});

// The interface is what code reads, the schema what is told: these lines fail to compile when they part.
export const schemaFitsProduct: z.output<typeof product> extends ProductView ? true : never = true;
export const schemaFitsPort: z.output<typeof port> extends SerialPortView ? true : never = true;

/** Products that a device may be, and those that a person brings. */
export const definitionRoutes = (definitions: DefinitionPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/definitions',
    summary: 'Every product that a device of the site may be, by vendor and model',
    access: 'read',
    answers: { 200: { description: 'The products', schema: z.strictObject({ products: z.array(product) }) } },
    handle: () => ({ status: 200, body: { products: definitions.list() } }),
  },
  {
    method: 'GET',
    path: '/api/v1/serial-ports',
    summary: 'The serial ports that the box has now, and which line of the site each is',
    access: 'devices',
    answers: { 200: { description: 'The ports', schema: z.strictObject({ ports: z.array(port) }) } },
    handle: () => ({ status: 200, body: { ports: definitions.ports() } }),
  },
  withBody({
    method: 'POST',
    path: '/api/v1/definitions/import',
    summary: 'Makes a definition from a meter file of the original, and says what could not be taken over',
    access: 'devices',
    body: z.strictObject({
      /** The text of the file, comments and all. */
      file: z.string().min(1).max(60_000),
      /** What it was called. */
      name: z.string().max(100).default('meter.json'),
      /** False: only looked at. A definition that is kept counts from the next start on. */
      keep: z.boolean().default(true),
    }),
    answers: { 200: { description: 'The definition, and what was left out', schema: answer } },
    handle({ body, identity }) {
      const { file, name, keep } = body;
      const author = identity?.author ?? { name: 'unknown', side: 'lan' };
      return { status: 200, body: definitions.importMeter(file, { name, keep }, author) };
    },
  }),
];
