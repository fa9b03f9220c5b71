import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { NetwachtError } from '../../domain/errors.ts';
import { outsideImage } from './box-schemas.ts';
import type { Route } from './route.ts';

/**
 * Every licence text of the image's parts (S19). Not for strangers: the names and versions beside the texts say what could be
 * attacked.
 * @param file the texts, compressed by gzip; undefined outside the image
 */
export const licenceRoutes = (file: string | undefined): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/about/licences',
    summary: 'The licence texts of all parts of the image',
    access: 'read',
    answers: { 200: { description: 'The texts', schema: z.string(), contentType: 'text/plain' }, ...outsideImage },
    async handle({ ctx }) {
      if (file === undefined)
        throw new NetwachtError('notOnImage', 'The texts are part of an image; here packages stand in node_modules');
      const packed = ctx.acceptsEncodings('gzip', 'identity') === 'gzip';
      const headers = {
        'Content-Type': 'text/plain; charset=utf-8',
        Vary: 'Accept-Encoding',
        ...(packed ? { 'Content-Encoding': 'gzip' } : {}),
      };
      if (ctx.method === 'HEAD') return { status: 200, headers };
      const texts = (await opened(file)).createReadStream();
      ctx.set(headers);
      ctx.body = packed ? texts : pipeline(texts, createGunzip(), () => undefined);
      return 'taken';
    },
  },
];

const opened = (file: string) =>
  open(file).catch((cause: unknown) => {
    throw new NetwachtError('unreadable', 'The licence texts of this box cannot be read', { cause });
  });
