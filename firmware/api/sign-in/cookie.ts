import type { IncomingMessage } from 'node:http';

// Over TLS another name, so that a session of plain HTTP and one of HTTPS on the same address do not fight.
const plainName = 'netwacht';
const secureName = '__Host-netwacht';

const isEncrypted = (request: IncomingMessage): boolean => 'encrypted' in request.socket;

/** The session id that a browser sent, if it is one. */
export function sessionCookie(request: IncomingMessage): string | undefined {
  const name = isEncrypted(request) ? secureName : plainName;
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return undefined;
}

/** The Set-Cookie header that gives a browser its session, or takes it away. */
export function setSessionCookie(request: IncomingMessage, id: string | undefined): string {
  const encrypted = isEncrypted(request);
  const fields = [`${encrypted ? secureName : plainName}=${id ?? ''}`, 'Path=/', 'HttpOnly', 'SameSite=Strict'];
  if (encrypted) fields.push('Secure');
  if (id === undefined) fields.push('Max-Age=0');
  return fields.join('; ');
}
