/** An HTTP answer as it came through the channel. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Whether the other side wants to close after it. */
  readonly last: boolean;
}

const maxAnswerBytes = 4 * 1024 * 1024;

/**
 * The first answer in these bytes: `more` while it is not whole. Throws when it is no HTTP/1.1 answer. Our own reader, so
 * that the bytes of the channel are judged by someone else than Node's parser, which the firmware uses.
 */
export function readAnswer(bytes: Buffer): { readonly answer: HttpAnswer; readonly rest: Buffer } | 'more' {
  if (bytes.length > maxAnswerBytes) throw new Error(`an answer of more than ${maxAnswerBytes} bytes`);
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return 'more';
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(/^HTTP\/1\.[01] (\d{3})( |$)/.exec(first)?.[1]);
  if (!Number.isInteger(status)) throw new Error(`"${first.slice(0, 80)}" begins no HTTP answer`);
  const headers = Object.fromEntries(lines.map(splitHeader));
  const after = bytes.subarray(end + 4);
  if (status < 200) return readAnswer(after);
  const body = bodyOf(after, status, headers);
  if (body === 'more') return 'more';
  const last = headers.connection?.toLowerCase() === 'close';
  return { answer: { status, headers, body: body.content.toString('utf8'), last }, rest: body.rest };
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1) throw new Error(`"${line.slice(0, 80)}" is no header`);
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

interface Body {
  readonly content: Buffer;
  readonly rest: Buffer;
}

function bodyOf(bytes: Buffer, status: number, headers: Readonly<Record<string, string>>): Body | 'more' {
  if (status === 204 || status === 304) return { content: Buffer.alloc(0), rest: bytes };
  if (headers['transfer-encoding'] === 'chunked') return chunkedBody(bytes);
  const length = wholeNumber(headers['content-length'], 10);
  if (length === undefined) throw new Error('the answer says neither its length nor that it is chunked');
  if (length > maxAnswerBytes) throw new Error(`the answer says it has ${length} bytes`);
  return bytes.length < length ? 'more' : { content: bytes.subarray(0, length), rest: bytes.subarray(length) };
}

function chunkedBody(bytes: Buffer): Body | 'more' {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return 'more';
    // An extension may follow the size.
    const size = wholeNumber(bytes.toString('latin1', at, lineEnd).split(';')[0], 16);
    if (size === undefined) throw new Error('a chunk says no size');
    const [from, to] = [lineEnd + 2, lineEnd + 2 + size];
    if (bytes.length < to + 2) return 'more';
    if (size === 0) return { content: Buffer.concat(parts), rest: bytes.subarray(to + 2) };
    parts.push(bytes.subarray(from, to));
    at = to + 2;
  }
}

function wholeNumber(text: string | undefined, base: 10 | 16): number | undefined {
  const digits = base === 10 ? /^\d{1,10}$/ : /^[0-9a-f]{1,8}$/i;
  return text !== undefined && digits.test(text) ? Number.parseInt(text, base) : undefined;
}
