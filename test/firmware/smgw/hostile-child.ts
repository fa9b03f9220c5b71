// A smgw process that somebody has taken over: says what the real one never says, then something that it does.
const status = {
  status: 'up',
  since: 'x',
  retryAt: null,
  lastError: null,
  connections: 1,
  tls: null,
  experimental: false,
};
const odd: readonly unknown[] = [
  null,
  7,
  'text',
  [],
  {},
  { kind: 'constructor' },
  { kind: 'log', level: '__proto__', message: 'x', facts: {} },
  { kind: 'log', level: 'toString', message: 'x', facts: {} },
  { kind: 'log', level: 'child', message: 'x', facts: {} },
  { kind: 'log', level: 'info', message: 7, facts: {} },
  { kind: 'log', level: 'info', message: 'x', facts: { deep: { by: 'admin' } } },
  { kind: 'status', id: 'operator', status: null },
  { kind: 'status', id: 'operator', status: { ...status, status: 'free' } },
  { kind: 'status', id: 'operator', status: { ...status, lastError: { message: {} } } },
  { kind: 'status', id: 'operator', status: { ...status, more: 1 } },
  { kind: 'status', id: 'other', status },
  { kind: 'tested', testId: 1, result: 'yes' },
  { kind: 'tested', testId: 'toString', result: { ok: true, layers: [] } },
  { kind: 'ready', capabilities: 'all' },
];
process.on('message', (told: { readonly kind: string }) => {
  if (told.kind === 'stop') process.exit(0);
  for (const message of odd) process.send?.(message);
  process.send?.({ kind: 'ready', capabilities: { openssl: '3.5.0', brainpoolTls13: true } });
});
