/** Where a Redis is and how it is spoken to, read from the one URL that says so. */
export interface RedisAddress {
  readonly form: 'single' | 'sentinel' | 'cluster';
  readonly tls: boolean;
  /** One, or those of the sentinels or of some nodes of the cluster. */
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly username?: string;
  readonly password?: string;
  /** Number of the database; a cluster has only 0. */
  readonly database: number;
  /** The name that sentinels know the master by. */
  readonly master?: string;
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: string;
}

/** The URL cannot be used. The message names what is wrong and shows nothing of it, which may be a password. */
export class RedisUrlError extends Error {
  override readonly name = 'RedisUrlError';
}

const SHAPE = /^(rediss?)(?:\+(sentinel|cluster))?:\/\/(?:([^@/?#]*)@)?([^@/?#]+)(?:\/([^?#]*))?(?:\?([^#]*))?$/i;
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i;
const REDIS_PORT = 6_379;
const SENTINEL_PORT = 26_379;
const MOST_HOSTS = 32;

/**
 * `redis://[user:password@]host[:port][/database]`, `rediss://` for TLS; `redis+sentinel://…host,host/master[/database]` and
 * `redis+cluster://…host,host`, with `rediss+…` for TLS. User and password are percent-encoded.
 */
export function parseRedisUrl(url: string): RedisAddress {
  const parts = SHAPE.exec(url);
  if (!parts) throw new RedisUrlError('is not a URL of Redis, its sentinels or its cluster');
  const [, scheme = '', kind, userinfo, hosts = '', path = '', query = ''] = parts;
  const form = (kind?.toLowerCase() as 'sentinel' | 'cluster' | undefined) ?? 'single';
  const names = hosts.split(',');
  if (form === 'single' && names.length > 1)
    throw new RedisUrlError('names more than one host: say redis+cluster or redis+sentinel');
  if (names.length > MOST_HOSTS) throw new RedisUrlError(`names more than ${MOST_HOSTS} hosts`);
  const port = form === 'sentinel' ? SENTINEL_PORT : REDIS_PORT;
  return {
    form,
    tls: scheme.toLowerCase() === 'rediss',
    hosts: names.map((name) => hostIn(name, port)),
    ...credentialsIn(userinfo),
    ...placeIn(form, path),
    ...optionsIn(form, query),
  };
}

function hostIn(text: string, usual: number): { host: string; port: number } {
  const parts = HOST.exec(text);
  const port = Number(parts?.[2] ?? usual);
  if (!parts?.[1] || port < 1 || port > 65_535) throw new RedisUrlError('a host or port in it is none');
  return { host: parts[1].replace(/^\[|\]$/g, ''), port };
}

/** `user:password`, or `:password` for the user that needs no name. */
function credentialsIn(userinfo: string | undefined): Pick<RedisAddress, 'username' | 'password'> {
  if (userinfo === undefined || userinfo === '') return {};
  const colon = userinfo.indexOf(':');
  if (colon === -1) throw new RedisUrlError('has a user without a password: write user:password@, or :password@');
  const [username, password] = [decoded(userinfo.slice(0, colon)), decoded(userinfo.slice(colon + 1))];
  return { ...(username !== '' && { username }), ...(password !== '' && { password }) };
}

function placeIn(form: RedisAddress['form'], path: string): Pick<RedisAddress, 'database' | 'master'> {
  const parts = path.split('/');
  const master = form === 'sentinel' ? decoded(parts.shift() ?? '') : undefined;
  if (master === '') throw new RedisUrlError('does not name the master that the sentinels watch: …host,host/name');
  const [database = '', ...more] = parts;
  if (more.length > 0 || !/^\d{0,5}$/.test(database)) throw new RedisUrlError('has a path that is no number of a database');
  if (form === 'cluster' && Number(database) !== 0) throw new RedisUrlError('names a database, of which a cluster has but one');
  return { database: Number(database), ...(master !== undefined && { master }) };
}

const SENTINEL_OPTIONS = ['sentinelUsername', 'sentinelPassword'] as const;

function optionsIn(form: RedisAddress['form'], query: string): Pick<RedisAddress, (typeof SENTINEL_OPTIONS)[number]> {
  const options = new URLSearchParams(query);
  for (const [name] of options) {
    const isKnown = form === 'sentinel' && (SENTINEL_OPTIONS as readonly string[]).includes(name);
    if (!isKnown || options.getAll(name).length > 1) throw new RedisUrlError('has an option that is not known, or stands twice');
  }
  return Object.fromEntries(options);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RedisUrlError('has a percent sign that encodes nothing');
  }
}

/** What is wrong with the URL, in words that show nothing of it. */
export function problemOfRedisUrl(url: string): string | undefined {
  try {
    parseRedisUrl(url);
    return undefined;
  } catch (error) {
    if (error instanceof RedisUrlError) return error.message;
    throw error;
  }
}
