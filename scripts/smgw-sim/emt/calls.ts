/** One HTTP request as the EMT sends it. */
export interface HttpCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query. */
  readonly path: string;
  readonly body?: string;
  /** Absent: what `curl -d` says of a body. */
  readonly contentType?: string;
  /** `user:password`, sent unasked as `curl -u` does; a channel needs none. */
  readonly user?: string;
  /** Anything else, as it stands. */
  readonly headers?: Readonly<Record<string, string>>;
}

const cnf = (query: string) => `/cnf?cmd=${query}`;
const set = (query: string, body?: unknown): HttpCall => ({
  method: body === undefined ? 'GET' : 'POST',
  path: cnf(`set_cm_vars${query}`),
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

export const setOne = (name: string, value: number): HttpCall => set(`&name=${name}&val=${value}`);
/** Removes all others. */
export const setAll = (values: Readonly<Record<string, number>>): HttpCall => set('', values);
/** Leaves the others. */
export const setSome = (values: Readonly<Record<string, number | string>>): HttpCall =>
  set('', { vars: Object.entries(values).map(([name, expr]) => ({ name, expr })) });
export const clearAndSet = (name: string, value: number): HttpCall => set(`&name=${name}&val=${value}&clear=1`);
export const readAll: HttpCall = { method: 'GET', path: cnf('get_cm_vars') };

/** The five calls of the original's manual (notes original-product 2.1), in its order. */
export const fiveCalls: readonly HttpCall[] = [
  setOne('AVAIL', 40),
  setAll({ tarif: 1, PWR: 70 }),
  setSome({ PWR: '70 * AVAIL / 100' }),
  clearAndSet('AVAIL', 40),
  readAll,
];

/** The bytes of `curl -u USER URL [-d BODY]`, version 7.88: order and spelling of the headers are its. */
export function curlBytes(call: HttpCall, host: string): Buffer {
  const { method, path, body, user, contentType = 'application/x-www-form-urlencoded', headers = {} } = call;
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${host}`,
    ...(user === undefined ? [] : [`Authorization: Basic ${Buffer.from(user).toString('base64')}`]),
    'User-Agent: curl/7.88.1',
    'Accept: */*',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`, `Content-Type: ${contentType}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
