import { z } from 'zod';
import { type CertificateView, certificateCurves } from '../../domain/certificate.ts';
import { certificateName } from '../../domain/channel.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { CertificatePort } from '../certificate-port.ts';
import type { Log } from '../log.ts';
import { type Call, type Route, withBody } from './route.ts';

/** A PKCS#12 file of 256 KiB in base64, and a little JSON around it. */
const maxBytes = 384 * 1024;

const view = z.strictObject({
  name: z.string(),
  curve: z.enum(certificateCurves),
  subject: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  validity: z.enum(['valid', 'expired', 'notYetValid']),
  sha256: z.string(),
  selfSigned: z.boolean(),
  source: z.enum(['made', 'uploaded', 'issued']),
  usedBy: z.array(z.string()).readonly(),
  certificatePem: z.string(),
}) satisfies z.ZodType<CertificateView>;

const brought = z.union(
  [
    z.strictObject({ pem: z.string(), keyPem: z.string().optional() }),
    z.strictObject({ pkcs12: z.string(), password: z.string().max(256) }),
  ],
  { error: 'Give "pem" with "keyPem", or "pkcs12" in base64 with its "password"' },
);

const notFound = { 404: { description: 'There is none of that name' } };
const inUse = { 409: { description: 'A channel uses it' } };

/** Certificates towards the gateway (contracts §8). A key is never given back. */
export const certificateRoutes = (certificates: CertificatePort, log: Log): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/certificates',
    summary: 'The certificates of this box towards the gateway',
    access: 'secrets',
    answers: { 200: { description: 'The certificates', schema: z.array(view) } },
    handle: () => ({ status: 200, body: certificates.list() }),
  },
  withBody({
    method: 'POST',
    path: '/api/v1/certificates',
    summary: 'Makes a key on this device and a certificate for it, signed by itself',
    access: 'secrets',
    body: z.strictObject({ name: certificateName, curve: z.enum(certificateCurves).default(certificateCurves[0]) }),
    answers: { 201: { description: 'Made', schema: view }, 409: { description: 'The name is taken' } },
    async handle({ body, identity }) {
      const made = await certificates.make(body.name, body.curve, whoOf(identity));
      log.info({ by: whoOf(identity), certificate: made.name, sha256: made.sha256 }, 'A certificate was made');
      return { status: 201, body: made };
    },
  }),
  withBody({
    method: 'PUT',
    path: '/api/v1/certificates/{name}',
    summary: 'Brings a certificate: PEM with its key, PEM for the key that is here, or PKCS#12',
    access: 'secrets',
    body: brought,
    bodyLimitBytes: maxBytes,
    jsonOnly: true,
    answers: { 200: { description: 'Kept', schema: view }, ...inUse },
    async handle({ params, body, identity }) {
      const kept = await certificates.put(nameOf(params), body, whoOf(identity));
      log.info({ by: whoOf(identity), certificate: kept.name, sha256: kept.sha256 }, 'A certificate was brought');
      return { status: 200, body: kept };
    },
  }),
  {
    method: 'DELETE',
    path: '/api/v1/certificates/{name}',
    summary: 'Takes a certificate away, with its key',
    access: 'secrets',
    answers: { 204: { description: 'Taken away' }, ...notFound, ...inUse },
    handle({ params, identity }) {
      certificates.remove(nameOf(params), whoOf(identity));
      log.info({ by: whoOf(identity), certificate: params.name }, 'A certificate was taken away');
      return { status: 204 };
    },
  },
  {
    method: 'POST',
    path: '/api/v1/certificates/{name}/csr',
    summary: 'A request (PKCS#10) for a certificate on the key that is here',
    access: 'secrets',
    answers: {
      200: { description: 'The request', schema: z.strictObject({ name: z.string(), csrPem: z.string() }) },
      ...notFound,
    },
    handle: ({ params }) => ({ status: 200, body: certificates.csr(nameOf(params)) }),
  },
  {
    method: 'GET',
    path: '/api/v1/certificates/{name}/bundle',
    summary: 'What the gateway administrator needs, in one file',
    access: 'secrets',
    answers: { 200: { description: 'The file', schema: z.looseObject({ format: z.string() }) }, ...notFound },
    handle({ params }) {
      const name = nameOf(params);
      const headers = { 'Content-Disposition': `attachment; filename="netwacht-cls-${name}.json"` };
      return { status: 200, body: certificates.bundle(name), headers };
    },
  },
];

const whoOf = (identity: Call<unknown>['identity']): string => identity?.author.name ?? 'unknown';

/** The name in the path, checked before anybody makes a file name of it. */
function nameOf({ name }: Readonly<Record<string, string>>): string {
  const result = certificateName.safeParse(name);
  if (result.success) return result.data;
  throw new NetwachtError('badName', `The name is wrong: ${result.error.issues[0]?.message}`, { path: 'name' });
}
