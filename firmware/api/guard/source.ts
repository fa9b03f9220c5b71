import type { IncomingMessage } from 'node:http';

/** Where a request comes from: the peer of its socket and nothing that a header says. */
export function sourceOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
}

/** A program on this box itself. A request that says it was forwarded comes from elsewhere. */
export function isLoopback(request: IncomingMessage): boolean {
  const forwarded = ['forwarded', 'via', 'x-forwarded-for', 'x-real-ip'].some((name) => name in request.headers);
  const source = sourceOf(request);
  return !forwarded && (source === '::1' || /^127\.\d+\.\d+\.\d+$/.test(source));
}
