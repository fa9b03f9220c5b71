import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import type { BoxPort } from '../box-port.ts';
import type { Author } from '../ports.ts';
import { Throttled } from '../refusal.ts';
import { onImage, outsideImage, updatesView } from './box-schemas.ts';
import { type Answer, type Call, type Route, withBody } from './route.ts';

/** Somebody who tries things out sends a dozen bundles; each is written to flash. */
const bundlesPerHour = 30;

const nothing = z.strictObject({});
const standing = { description: 'How updates stand now', schema: updatesView };
const running = { 409: { description: 'An update is on its way already, or there is no bundle' } };

/** Updates of the box (contracts §6): a bundle comes in, is installed into the other slot, and the box restarts into it. */
export function updateRoutes(box: BoxPort | undefined): Route[] {
  const bundles = new RateLimiterMemory({ points: bundlesPerHour, duration: 3600 });
  const view = async (status: number): Promise<Answer> => ({ status, body: await onImage(box).updates.view() });
  return [
    {
      method: 'GET',
      path: '/api/v1/updates',
      summary: 'Image, slots, the bundle that lies there, and how far an update is',
      access: 'update',
      answers: { 200: standing, ...outsideImage },
      handle: () => view(200),
    },
    withBody({
      method: 'POST',
      path: '/api/v1/updates',
      summary: 'Sends an update bundle as it is, or has it fetched from a listed source',
      access: 'update',
      body: z.strictObject({ url: z.string().max(2048) }).optional(),
      jsonOnly: true,
      streamed: 'application/octet-stream',
      answers: {
        201: { description: 'The bundle is here and can be installed', schema: updatesView },
        202: { description: 'It is being fetched', schema: updatesView },
        507: { description: 'There is too little room on the disk' },
        ...running,
        ...outsideImage,
      },
      async handle({ ctx, body, identity }) {
        const { updates } = onImage(box);
        const by = authorOf(identity);
        await admit(bundles, by);
        if (body !== undefined) {
          updates.fetch(body.url, by);
          return view(202);
        }
        if ((ctx.headers['content-encoding'] ?? 'identity') !== 'identity')
          throw new NetwachtError('badEncoding', 'A bundle is sent as it is, not compressed once more');
        await updates.receive(ctx.req, ctx.request.length, by);
        return view(201);
      },
    }),
    {
      method: 'DELETE',
      path: '/api/v1/updates',
      summary:
        'Gives up what is being fetched, else drops the bundle that lies there and what is told of the last update',
      access: 'update',
      answers: { 200: standing, ...running, ...outsideImage },
      handle({ identity }) {
        onImage(box).updates.drop(authorOf(identity));
        return view(200);
      },
    },
    withBody({
      method: 'PUT',
      path: '/api/v1/updates/sources',
      summary: 'Addresses (https) that an update may be fetched from, or from below',
      access: 'update',
      body: z.strictObject({ sources: z.array(z.string().max(2048)).max(16) }),
      jsonOnly: true,
      answers: { 200: standing, ...outsideImage },
      handle({ body, identity }) {
        onImage(box).updates.setSources(body.sources, authorOf(identity));
        return view(200);
      },
    }),
    withBody({
      method: 'POST',
      path: '/api/v1/updates/install',
      summary: 'Installs the bundle into the other slot and restarts into it',
      access: 'update',
      body: nothing,
      jsonOnly: true,
      answers: { 202: { description: 'It is being installed', schema: updatesView }, ...running, ...outsideImage },
      async handle({ identity }) {
        await onImage(box).updates.install(authorOf(identity));
        return view(202);
      },
    }),
    withBody({
      method: 'POST',
      path: '/api/v1/updates/rollback',
      summary: 'Goes back to the version in the other slot and restarts into it',
      access: 'update',
      body: nothing,
      jsonOnly: true,
      answers: { 202: { description: 'The box restarts', schema: updatesView }, ...running, ...outsideImage },
      async handle({ identity }) {
        await onImage(box).updates.rollback(authorOf(identity));
        return view(202);
      },
    }),
    withBody({
      method: 'POST',
      path: '/api/v1/updates/release',
      summary: 'Lets a channel administrator send and install one update within 24 hours',
      access: 'update',
      body: nothing,
      jsonOnly: true,
      answers: { 200: standing, ...outsideImage },
      handle({ identity }) {
        onImage(box).updates.release(authorOf(identity));
        return view(200);
      },
    }),
  ];
}

async function admit(bundles: RateLimiterMemory, { name }: Author): Promise<void> {
  try {
    await bundles.consume(name);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    throw new Throttled(
      refused.msBeforeNext / 1000,
      'Too many bundles were sent within an hour; wait before the next one',
    );
  }
}

const authorOf = (identity: Call<unknown>['identity']): Author => identity?.author ?? { name: 'unknown', side: 'lan' };
