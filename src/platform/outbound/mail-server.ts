/** The mail server that takes mail from us, and how it is spoken to. */
export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the start, TLS that is asked for and insisted on, or none. */
  readonly security: 'tls' | 'starttls' | 'none';
  readonly credentials?: { readonly user: string; readonly password: string };
}

/** The URL cannot be used. The message names what is wrong and shows nothing of it, which may be a password. */
class MailServerUrlError extends Error {
  override readonly name = 'MailServerUrlError';
}

const SHAPE = /^(smtps|smtp|smtp\+plain):\/\/(?:([^@/?#]*)@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?\/?$/i;
const SECURITY = { smtps: 'tls', smtp: 'starttls', 'smtp+plain': 'none' } as const;
const PORTS = { tls: 465, starttls: 587, none: 25 } as const;

/**
 * `smtps://[user:password@]host[:port]` for TLS from the start, `smtp://…` for STARTTLS, without which nothing is sent, and
 * `smtp+plain://host[:port]` for a server that is reached without TLS, to which no password is sent. User and password are percent-encoded.
 */
export function parseMailServerUrl(url: string): MailServer {
  const parts = SHAPE.exec(url);
  if (!parts) throw new MailServerUrlError('is not a URL of a mail server: smtps://, smtp:// or smtp+plain://, and a host');
  const [, scheme = '', userinfo, host = '', given] = parts;
  const security = SECURITY[scheme.toLowerCase() as keyof typeof SECURITY];
  const port = Number(given ?? PORTS[security]);
  if (port < 1 || port > 65_535) throw new MailServerUrlError('a port in it is none');
  const server = { host: host.replace(/^\[|\]$/g, ''), port, security };
  if (userinfo === undefined) return server;
  if (security === 'none') throw new MailServerUrlError('has a password, which is never sent without TLS');
  return { ...server, credentials: credentialsIn(userinfo) };
}

function credentialsIn(userinfo: string): NonNullable<MailServer['credentials']> {
  const [user = '', password = '', ...more] = userinfo.split(':').map(decoded);
  if (user === '' || password === '' || more.length > 0) throw new MailServerUrlError('needs a user and a password, or neither');
  return { user, password };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new MailServerUrlError('has a user or password that is not percent-encoded');
  }
}

/** What is wrong with the URL; undefined when nothing is. */
export function problemOfMailServerUrl(url: string): string | undefined {
  try {
    parseMailServerUrl(url);
    return undefined;
  } catch (error) {
    if (error instanceof MailServerUrlError) return error.message;
    throw error;
  }
}
