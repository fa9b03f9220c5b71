import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { NetworkInterfaceInfo } from 'node:os';
import { hostsToScan } from '../../../drivers/scan/network-hosts.ts';
import { openPorts } from '../../../drivers/scan/open-ports.ts';

const at = (address: string, netmask: string, internal = false): NetworkInterfaceInfo => ({
  ...{ address, netmask, internal, family: 'IPv4', mac: '00:00:00:00:00:00', cidr: null },
});
const hosts = (
  interfaces: Record<string, NetworkInterfaceInfo[]>,
  hanInterfaces: string[] = [],
  loopbackAllowed = false,
) => hostsToScan({ interfaces, hanInterfaces, loopbackAllowed });

describe('Looking for devices on a network', () => {
  it('looks at the hosts of our own networks, not at ourselves', () => {
    const found = hosts({ end0: [at('192.168.1.20', '255.255.255.0')] });
    assert.equal(found.length, 253);
    assert.deepEqual([found[0], found.at(-1)], ['192.168.1.1', '192.168.1.254']);
    assert.ok(!found.includes('192.168.1.20'));
  });

  it('looks around our own address where the network is large', () => {
    const found = hosts({ end0: [at('10.1.2.3', '255.0.0.0')] });
    assert.deepEqual([found.length, found[0], found.at(-1)], [253, '10.1.2.1', '10.1.2.254']);
    assert.equal(hosts({ end0: [at('10.1.2.3', '255.255.252.0')] }).length, 1021);
  });

  it('never looks towards the gateway, at link-local addresses, or at this machine', () => {
    const interfaces = {
      lo: [at('127.0.0.1', '255.0.0.0', true)],
      han0: [at('192.168.9.2', '255.255.255.0')],
      end0: [at('169.254.3.4', '255.255.0.0')],
    };
    assert.deepEqual(hosts(interfaces, ['han0']), []);
    assert.deepEqual(hosts(interfaces, ['han0'], true), ['127.0.0.1']);
  });

  it('finds the ports that take a connection, each connected to once', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.on('error', () => {});
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as { port: number };
    let asked = 0;
    const found = await openPorts({
      ...{
        hosts: ['127.0.0.1', '127.0.0.2'],
        ports: [port, 1],
        inUse: new Set<string>(),
        signal: new AbortController().signal,
      },
      asked: () => {
        asked += 1;
      },
    });
    const inUse = new Set([`127.0.0.1:${port}`]);
    const signal = new AbortController().signal;
    const others = await openPorts({ hosts: ['127.0.0.1'], ports: [port], inUse, signal, asked: () => {} });
    assert.deepEqual(others, [], 'what is in use is left alone');
    server.close();
    assert.deepEqual(found, [`127.0.0.1:${port}`]);
    assert.deepEqual([asked, connections], [2, 1]);
  });

  it('ends when it is told to', async () => {
    const end = new AbortController();
    end.abort();
    const asked = () => assert.fail('nothing is asked any more');
    assert.deepEqual(
      await openPorts({ hosts: ['127.0.0.1'], ports: [1], inUse: new Set(), signal: end.signal, asked }),
      [],
    );
  });
});
