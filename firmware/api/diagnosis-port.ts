import type { LogLevel, LogView } from '../domain/log-line.ts';

/** What the box tells whoever helps; secrets are masked in all of it. */
export interface DiagnosisPort {
  log(asked: { readonly limit: number; readonly level: LogLevel; readonly after: number }): LogView;
  /** One JSON object a line, each with its newline. */
  file(): Iterable<string>;
}
