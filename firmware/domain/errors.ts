/** An error that carries a stable code, a sentence for a person, and the path of what was wrong where there is one. */
export class NetwachtError extends Error {
  readonly code: string;
  readonly path: string | undefined;

  constructor(code: string, message: string, options: { path?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'NetwachtError';
    this.code = code;
    this.path = options.path;
  }
}
