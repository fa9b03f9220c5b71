// A process of its own that dials, takes and inspects certificates as the smgw process does: it must not die of them.
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { OwnContexts } from '../../../firmware/smgw/own-context.ts';
import { peerCertificateOf } from '../../../firmware/smgw/peer-certificate.ts';
import { peerFault } from '../../../firmware/smgw/peer-check.ts';
import { dialTcp } from '../../../firmware/smgw/tcp-dial.ts';
import { dialTls } from '../../../firmware/smgw/tls-dial.ts';
import { findCapabilities } from '../../../firmware/smgw/tls-profile.ts';
import { takeTls } from '../../../firmware/smgw/tls-take.ts';
import { makeCertificate, type TestKey } from './test-certificates.ts';

const [curve, version] = process.argv.slice(2) as [TestKey, SecureVersion];
const [ours, theirs] = [makeCertificate('box', curve), makeCertificate('gateway', curve)];
const capabilities = findCapabilities();
const of = { where: 'x', stepMs: 5000, timers: systemTimers };

const server = createServer(async (raw) => {
  const context = new OwnContexts({ ...capabilities, brainpoolTls13: version === 'TLSv1.3' }).of(theirs);
  const socket = await takeTls(raw, { ...of, context });
  const fault = peerFault(peerCertificateOf(socket), new Set([ours.sha256]), Date.now());
  socket.end(fault?.message ?? 'good');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { signal } = new AbortController();
const { port } = server.address() as AddressInfo;
const raw = await dialTcp({ host: '127.0.0.1', port }, { ...of, keepAliveMs: 60_000, signal });
const socket = await dialTls(raw, { ...of, context: new OwnContexts(capabilities).of(ours), signal });
// What Node itself would ask on a connection that it has verified.
const asked = Reflect.get(socket, ['getPeer', 'Certificate'].join('')) as (detailed: boolean) => object;
asked.call(socket, true);
const fault = peerFault(peerCertificateOf(socket), new Set([theirs.sha256]), Date.now());
const [answer] = await once(socket, 'data');
const met = socket.getProtocol();
process.exit(fault === undefined && String(answer) === 'good' && met === version ? 0 : 1);
