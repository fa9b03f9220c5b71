import type { Report } from './check.ts';
import { isClearUrl } from './http-address.ts';
import type { Site } from './schema.ts';

/** Messages to people: unique ids, rules that name channels, addresses that are clear, no password in the clear. */
export function checkEvents({ events }: Site, report: Report): void {
  const ids = new Set<string>();
  events.channels.forEach((channel, i) => {
    const at = `events.channels[${i}]`;
    if (ids.has(channel.id)) report(`${at}.id`, `"${channel.id}" is used twice`);
    ids.add(channel.id);
    if (channel.kind === 'mail') {
      if (channel.server.tls === 'none' && channel.secret !== undefined)
        report(`${at}.server.tls`, 'a password is only sent over TLS: choose starttls or tls');
    } else if (!isClearUrl(channel.url))
      report(`${at}.url`, 'an address begins with http:// or https://, a host and a path, without user and password');
    if (channel.kind === 'push' && channel.shape !== 'text' && Object.keys(channel.fields).length === 0)
      report(`${at}.fields`, `the shape ${channel.shape} needs fields`);
    if (channel.kind === 'push' && Object.keys(channel.fields).length + Object.keys(channel.headers).length > 24)
      report(`${at}.fields`, 'at most 24 fields and headers');
  });
  events.rules.forEach((rule, i) => {
    rule.channels.forEach((id, k) => {
      if (!ids.has(id)) report(`events.rules[${i}].channels[${k}]`, `there is no channel "${id}"`);
    });
  });
}
