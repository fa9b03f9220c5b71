// In a network of its own: a channel is up, then the link goes down without a word. Says what the channel told, as JSON.
import { execFileSync } from 'node:child_process';
import { until } from '../../until.ts';
import { fast, keepChannels } from './in-process.ts';
import { startApi } from './stand-in-api.ts';
import { grantSocks, startGateway } from './stand-in-gateway.ts';
import { makeCertificate } from './test-certificates.ts';

const link = (state: string): void => void execFileSync('ip', ['link', 'set', 'lo', state]);
link('up');
const [ours, theirs] = [makeCertificate('box'), makeCertificate('gateway')];
const api = await startApi();
const gateway = await startGateway({ certificate: theirs, speak: grantSocks((stream) => stream.resume()) });
const channels = keepChannels(api.socketPath, { timing: { ...fast, keepAliveMs: 1000 } });
channels.configure({
  ...{ id: 'operator', scenario: 'HKS3', addressing: 'socks5', identities: [ours], peers: [theirs.certificatePem] },
  endpoint: { host: '127.0.0.1', port: gateway.port },
  destination: { host: 'emt.example', port: 443 },
});
await until(() => channels.now()?.status === 'up');
link('down');
const downMs = performance.now();
await until(() => channels.now()?.status !== 'up');
const seenMs = performance.now() - downMs;
link('up');
await until(() => channels.now()?.status === 'up');
console.log(JSON.stringify({ errors: channels.errors(), seenMs: Math.round(seenMs) }));
process.exit(0);
