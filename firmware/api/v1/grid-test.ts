import { z } from 'zod';
import { maxVariables, variableKey, variableNameFault } from '../../domain/variable.ts';
import type { Log } from '../log.ts';
import type { GridTestPort } from '../proof-port.ts';
import { type Route, withBody } from './route.ts';

/** Long enough to see every car react; whoever needs longer presses again. */
const maxDurationS = 3600;

const variables = z
  .record(z.string().max(64), z.number())
  .refine(
    (values) => Object.keys(values).every((name) => variableNameFault(name) === undefined),
    'A name is no variable',
  )
  .refine((values) => {
    const keys = Object.keys(values);
    return keys.length > 0 && keys.length <= maxVariables && new Set(keys.map(variableKey)).size === keys.length;
  }, 'Give 1 to 256 variables, each once');

const test = z
  .strictObject({
    limitW: z.number().min(0).max(1e7).exactOptional(),
    percent: z.number().min(0).max(100).exactOptional(),
    variables: variables.exactOptional(),
    circuit: z.string().max(64).exactOptional(),
    durationS: z.number().min(1).max(maxDurationS),
  })
  .refine(
    ({ limitW, percent, variables: values }) =>
      [limitW, percent, values].filter((given) => given !== undefined).length === 1,
    'Give one of limitW, percent and variables',
  );

const begun = z.strictObject({ until: z.string() });
const noAuthor = { name: 'unknown', side: 'lan' } as const;

/** The test button: plays a limit of the grid operator for a while. It only adds a ceiling and ends by itself. */
export const gridTestRoutes = (tests: GridTestPort, log: Log): Route[] => [
  withBody({
    method: 'POST',
    path: '/api/v1/grid/test',
    summary: 'Plays a limit of the grid operator for a while; marked as a test in the log, and never raises anything',
    access: 'site',
    body: test,
    answers: { 200: { description: 'It is in force with the next cycle, until then', schema: begun } },
    handle({ body, identity }) {
      const author = identity?.author ?? noAuthor;
      const { untilMs } = tests.start(body, author);
      log.info({ by: author.name, ...body }, 'A limit is played as a test');
      return { status: 200, body: { until: new Date(untilMs).toISOString() } };
    },
  }),
  {
    method: 'DELETE',
    path: '/api/v1/grid/test',
    summary: 'Ends the test that runs, if one does',
    access: 'site',
    answers: { 204: { description: 'No test runs' } },
    handle({ identity }) {
      const author = identity?.author ?? noAuthor;
      tests.end(author);
      log.info({ by: author.name }, 'A test of a limit was ended');
      return { status: 204 };
    },
  },
];
