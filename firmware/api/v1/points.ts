import { pointEventsSchema } from '../../domain/point-events.ts';
import { pointFactsSchema } from '../../domain/point-facts.ts';
import type { PointEventsPort } from '../point-events-port.ts';
import type { PointFactsPort } from '../point-facts-port.ts';
import type { Route } from './route.ts';

const noPlace = { 404: { description: 'There is no such charge point' } };

/** What is set for a charge point, and what has happened there since the box started. */
export const pointRoutes = (events: PointEventsPort, facts: PointFactsPort): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/charge-points/{id}',
    summary: 'What is set for a charge point: priority, phases, and its limits with those of the circuits above it',
    access: 'read',
    openRead: true,
    answers: { 200: { description: 'As the site says', schema: pointFactsSchema }, ...noPlace },
    handle: ({ params }) => ({ status: 200, body: facts.of(params.id ?? '') }),
  },
  {
    method: 'GET',
    path: '/api/v1/charge-points/{id}/events',
    summary: 'The last 20 events of a charge point: states, reasons, offers, faults, sign-ins; kept in memory only',
    access: 'read',
    openRead: true,
    answers: { 200: { description: 'Newest first', schema: pointEventsSchema }, ...noPlace },
    handle: ({ params }) => ({ status: 200, body: events.of(params.id ?? '') }),
  },
];
