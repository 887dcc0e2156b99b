/** What stands in a path where an id belongs. */
export const HOSTILE_IDS: readonly string[] = [
  '..',
  '../../etc/passwd',
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%00',
  'a%00b',
  '%zz',
  '%',
  '%ff',
  '%c0%af',
  'x'.repeat(300),
  "'%20or%201=1--",
  '%7B%7D',
  '__proto__',
  '%E2%80%AE',
  '*',
  '-1',
  '1e9',
  '99999999999999999999',
  'ü'.replaceAll('ü', '%C3%BC'),
];

const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const paging = [
  'limit=0',
  'limit=201',
  'limit=x',
  'limit=1&limit=2',
  'limit=-1',
  `cursor=${cursor(['x'])}`,
  `cursor=${cursor([-1])}`,
  `cursor=${cursor(['9'.repeat(200)])}`,
  `cursor=${cursor({})}`,
  'cursor=%00',
  'cursor=x',
  `cursor=${'x'.repeat(600)}`,
];
const filters = [
  'session=%00',
  'agent=a%00',
  'tool=%00',
  'policy=%00',
  'verdict=allow',
  'code=x',
  'from=yesterday',
  'from=0000-01-01T00:00:00Z',
  'to=2026-13-01T00:00:00Z',
  'from=2026-02-30T00:00:00Z',
  'from=%00',
  `session=${'x'.repeat(129)}`,
  'session=a&session=b',
  'to=9999-12-31T23:59:60Z',
];
const positions = ['from=0', 'from=-1', 'from=x', 'from=1e400', 'from=9007199254740993', 'from=1.5', 'from=%00', 'from=1&from=2'];
/** Paths whose query is not what the route takes, of a policy administrator. */
export const HOSTILE_QUERIES: readonly string[] = [
  ...paging.flatMap((query) => ['agents', 'policies', 'sessions', 'decisions'].map((list) => `/v1/${list}?${query}`)),
  ...filters.map((query) => `/v1/decisions?${query}`),
  ...positions.flatMap((query) => ['events', 'export', 'verify'].map((view) => `/v1/ledger/${view}?${query}`)),
  '/v1/ledger/export?from=5&to=2',
  '/v1/ledger/events?limit=201',
];
