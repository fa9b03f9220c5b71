import type { PushChannel } from '../../domain/site/events.ts';
import type { Message } from './compose.ts';

type Words = Readonly<Record<string, string | number>>;

/** The request that a push channel's template makes of a message: `text` (a body and headers), `json` or `form` (fields). */
export function pushRequest(channel: Pick<PushChannel, 'shape' | 'body' | 'headers' | 'fields'>, message: Message) {
  const words = wordsOf(message);
  const headers = Object.fromEntries(
    Object.entries(channel.headers).map(([name, template]) => [name, headerValue(filled(template, words))]),
  );
  switch (channel.shape) {
    case 'text':
      return { contentType: 'text/plain; charset=utf-8', headers, body: filled(channel.body, words) };
    case 'json': {
      const fields = Object.entries(channel.fields).map(([name, template]) => [name, value(template, words)]);
      return { contentType: 'application/json', headers, body: JSON.stringify(Object.fromEntries(fields)) };
    }
    case 'form': {
      const fields = Object.entries(channel.fields).map(([name, template]) => [name, filled(template, words)]);
      const body = new URLSearchParams(fields as [string, string][]).toString();
      return { contentType: 'application/x-www-form-urlencoded', headers, body };
    }
  }
}

const wordsOf = ({ title, text, priority, lines, atMs, site }: Message): Words => ({
  ...{ title, message: text, priority, site },
  code: lines[0]?.event.code ?? 'test',
  at: new Date(atMs).toISOString(),
});

const filled = (template: string, words: Words): string =>
  template.replaceAll(/\{(title|message|priority|code|at|site)\}/g, (_, name: string) => String(words[name]));

/** A template that is one word only keeps its kind: `{priority}` is a number. A number that stands there is one too. */
function value(template: string, words: Words): string | number {
  const [, name] = /^\{(priority)\}$/.exec(template) ?? [];
  if (name !== undefined) return words[name] ?? '';
  return /^-?[0-9]{1,9}$/.test(template) ? Number(template) : filled(template, words);
}

/** One line; what is not ASCII goes as RFC 2047 says, which push services read. */
function headerValue(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  if (/^[\x20-\x7e]*$/.test(line)) return line;
  return `=?UTF-8?B?${Buffer.from(line).toString('base64')}?=`;
}
