import { z } from 'zod';
import { eventLanguages, eventSeverities, eventTopics } from '../events.ts';
import { id, label, secretName } from './primitives.ts';

/** A bare address, no name beside it and nothing that could end a header line. */
const mailAddress = z
  .string()
  .max(254)
  .regex(
    /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/,
    'an e-mail address is such as anna@example.com',
  );
const host = z
  .string()
  .max(253)
  .regex(
    /^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*)$/,
    'a host is a name in small letters, an IPv4 address, or an IPv6 address in brackets',
  );
const url = z
  .string()
  .max(1500)
  .regex(/^https?:\/\/[^\s]+$/, 'an address begins with http:// or https://');
const headerName = z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'the name of a header has letters, digits and -');
/** May hold {title}, {message}, {priority}, {code}, {at}, {site}. */
const template = z.string().max(1000);

const common = {
  id,
  name: label.optional(),
  enabled: z.boolean().default(true),
  language: z.enum(eventLanguages).default('en'),
  /** At most so many messages an hour, and one a minute; what comes more often is put together in one. */
  perHour: z.number().int().min(1).max(60).default(20),
};

const mailChannel = z.strictObject({
  ...common,
  kind: z.literal('mail'),
  server: z.strictObject({
    host,
    port: z.number().int().min(1).max(65_535).default(587),
    /** `none`: only without a password. */
    tls: z.enum(['starttls', 'tls', 'none']).default('starttls'),
  }),
  /** User and password; absent: the server takes mail without. */
  secret: secretName.optional(),
  from: mailAddress,
  to: z.array(mailAddress).min(1).max(10),
});

/** How a request says who it is. The secret's password is the key or the token; `basic` uses its user too. */
const signIn = z.discriminatedUnion('with', [
  z.strictObject({ with: z.literal('hmac'), secret: secretName }),
  z.strictObject({ with: z.literal('bearer'), secret: secretName }),
  z.strictObject({ with: z.literal('basic'), secret: secretName }),
  z.strictObject({ with: z.literal('header'), header: headerName, secret: secretName }),
]);

const webhookChannel = z.strictObject({ ...common, kind: z.literal('webhook'), url, signIn: signIn.optional() });

const pushChannel = z.strictObject({
  ...common,
  kind: z.literal('push'),
  url,
  signIn: signIn.optional(),
  /** `text`: the message is the body; `json`, `form`: fields. */
  shape: z.enum(['text', 'json', 'form']).default('text'),
  body: template.default('{message}'),
  headers: z.record(headerName, template).default({}),
  fields: z.record(z.string().min(1).max(64), template).default({}),
});

const channel = z.discriminatedUnion('kind', [mailChannel, webhookChannel, pushChannel]);

const minute = z.number().int().min(0).max(1439);
const rule = z.strictObject({
  topics: z.array(z.enum(eventTopics)).min(1).max(eventTopics.length),
  channels: z.array(id).min(1).max(16),
  /** From here on: info, warning, fault. */
  severity: z.enum(eventSeverities).default('info'),
  /** Minutes of the day in the site's time; what is no fault waits until they are over. */
  quiet: z.strictObject({ fromMin: minute, toMin: minute }).optional(),
  /** Whether the end of something is told too. */
  over: z.boolean().default(true),
  /** Whether the name of a person may be in it. */
  names: z.boolean().default(false),
});

/** Messages to people: ways to them, and what goes which way. */
export const events = z.strictObject({
  channels: z.array(channel).max(16).default([]),
  rules: z.array(rule).max(32).default([]),
});

export type EventSettings = z.output<typeof events>;
export type EventChannel = z.output<typeof channel>;
export type MailChannel = z.output<typeof mailChannel>;
export type WebhookChannel = z.output<typeof webhookChannel>;
export type PushChannel = z.output<typeof pushChannel>;
export type EventRule = z.output<typeof rule>;
export type EventSignIn = z.output<typeof signIn>;
