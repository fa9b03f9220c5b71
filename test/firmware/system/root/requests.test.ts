import assert from 'node:assert/strict';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { factoryNetwork } from '../../../../firmware/domain/network-setting.ts';
import { readRequest } from '../../../../firmware/system/root/requests.ts';

describe('S21 requests to the root service', () => {
  const good: readonly object[] = [
    { verb: 'install', do: 'status' },
    { verb: 'install', do: 'rollback' },
    { verb: 'install', do: 'inspect', file: 'update.raucb' },
    { verb: 'install', do: 'bundle', file: 'a-1_2.raucb' },
    { verb: 'network', do: 'get' },
    { verb: 'network', do: 'confirm' },
    { verb: 'network', do: 'set', network: factoryNetwork },
    { verb: 'network', do: 'listen', lan: [19_520, 502], han: [8443] },
    { verb: 'time', do: 'get' },
    { verb: 'time', do: 'set', servers: [], now: '2026-11-28T04:00:00Z' },
    { verb: 'reboot' },
    { verb: 'reset' },
  ];
  for (const request of good)
    it(`takes ${JSON.stringify(request)}`, () => {
      assert.deepEqual(readRequest(JSON.stringify(request)), request);
    });

  const files = [
    '',
    '.',
    '..',
    '../x',
    '/etc/shadow',
    'a/b',
    '.hidden',
    '--help',
    'a b',
    'a\0',
    'a\n',
    '$(reboot)',
    'x'.repeat(129),
    7,
    null,
  ];
  const wrong: readonly (readonly [unknown, string])[] = [
    [null, ''],
    [[], ''],
    ['reboot', ''],
    [{}, 'verb'],
    [{ verb: 'shell' }, 'verb'],
    [{ verb: '__proto__' }, 'verb'],
    [{ verb: 'reboot', force: true }, ''],
    [{ verb: 'install' }, 'do'],
    [{ verb: 'install', do: 'extract' }, 'do'],
    [{ verb: 'install', do: 'status', file: 'x' }, ''],
    [{ verb: 'install', do: 'bundle' }, 'file'],
    ...files.map((file) => [{ verb: 'install', do: 'bundle', file }, 'file'] as const),
    [{ verb: 'network', do: 'set' }, 'network'],
    [{ verb: 'network', do: 'set', network: { ...factoryNetwork, hostname: 'A;b' } }, 'network.hostname'],
    ...[22, 80, 443, 502, 19_520, 0, 65_536, 1.5, '8443'].map(
      (port) => [{ verb: 'network', do: 'listen', lan: [], han: [port] }, 'han.0'] as const,
    ),
    ...[22, 8080].map((port) => [{ verb: 'network', do: 'listen', lan: [port], han: [] }, 'lan.0'] as const),
    [{ verb: 'time', do: 'set', servers: ['a\nb'] }, 'servers.0'],
  ];
  for (const [request, path] of wrong)
    it(`refuses ${JSON.stringify(request)} at "${path}"`, () => {
      assert.throws(
        () => readRequest(JSON.stringify(request)),
        (error) => error instanceof NetwachtError && error.code === 'badRequest' && error.path === path,
      );
    });

  for (const line of ['', '{', 'GET / HTTP/1.1', '{"verb":"reboot"} {"verb":"reset"}'])
    it(`refuses the line ${JSON.stringify(line)}`, () => {
      assert.throws(() => readRequest(line), { code: 'badRequest' });
    });
});
