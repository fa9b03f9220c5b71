import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Box } from '../firmware/api/box.ts';

const methods = ['GET', 'POST', 'PUT', 'DELETE'];

/**
 * Routes that a text names as `` `GET`, `PUT /api/v1/site` ``: methods alone join the one that comes with a path. Spans with
 * an address, a body or a query are examples.
 */
function routesNamed(text: string): ReadonlySet<string> {
  const named = new Set<string>();
  let before: string[] = [];
  for (const [, span = ''] of text.matchAll(/`([^`\n]+)`/g)) {
    const [method = '', path, ...more] = span.split(' ');
    if (methods.includes(method) && path === undefined) {
      before.push(method);
      continue;
    }
    if (methods.includes(method) && path?.startsWith('/') && more.length === 0)
      for (const each of [...before, method]) named.add(`${each} ${path}`);
    before = [];
  }
  return named;
}

describe('docs/api.md', () => {
  let served: readonly string[];
  const named = routesNamed(readFileSync('docs/api.md', 'utf8'));
  before(async () => {
    const box = await Box.open();
    const { json } = await box.ask('/api/v1/openapi.json');
    await box.close();
    const { paths } = json as { paths: Record<string, object> };
    served = Object.entries(paths).flatMap(([path, byMethod]) =>
      Object.keys(byMethod).map((method) => `${method.toUpperCase()} ${path}`),
    );
  });

  it('names every route that the box serves', () => {
    assert.ok(served.length > 50);
    assert.deepEqual(
      served.filter((route) => !named.has(route)),
      [],
    );
  });

  it('names no route that the box does not serve', () => {
    assert.deepEqual(
      [...named].filter((route) => !served.includes(route)),
      [],
    );
  });
});
