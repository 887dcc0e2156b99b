import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import { WritProblem } from '../../contract/problem.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { anonymous, ApiClient, type Authority } from './api-client.js';
import { CommandError } from '../exit.js';
import { withFileLock } from './file-lock.js';
import { isSameServer, type LocalCredentials } from './local-credentials.js';

const StoredSession = z.looseObject({
  url: z.string(),
  clientId: z.string(),
  accessToken: z.string(),
  refreshToken: z.string(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
});
export type StoredSession = z.output<typeof StoredSession>;

/** `expiresIn` is in seconds. */
const TokenAnswer = z.looseObject({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.number() });

/** Renewed this long before it expires, so that a request under way does not outlive its token. */
const RENEW_EARLY_MS = 30_000;

export function sessionPath(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'writ', 'session.json');
}

export function readSession(path: string): StoredSession | undefined {
  try {
    return StoredSession.safeParse(readJson(readFileSync(path), { skipByteOrderMark: true })).data;
  } catch {
    // Absent or damaged: either way the user has to sign in again.
    return undefined;
  }
}

/** Signs in and keeps the tokens in a file only this user can read. */
export async function signIn(path: string, url: string, clientId: string, clientSecret: string): Promise<StoredSession> {
  const session = await obtain(url, clientId, { clientId, clientSecret });
  saveSession(path, session);
  return session;
}

/**
 * The signed-in operator. A session that can no longer be renewed is replaced by signing in with the local demo
 * credentials when there are some for this very server.
 */
export class OperatorAuthority implements Authority {
  /** What was refused when a renewal is asked for; another process may have replaced it since. */
  private given: string | undefined;

  constructor(
    private readonly path: string,
    private readonly url: string,
    private readonly local: LocalCredentials | undefined,
    private readonly now: () => number = Date.now,
  ) {}

  async authorization(): Promise<string> {
    const session = this.stored();
    const isFresh = session !== undefined && session.expiresAt - RENEW_EARLY_MS > this.now();
    const { accessToken } = isFresh ? session : await this.replaced(session?.accessToken);
    this.given = accessToken;
    return `Bearer ${accessToken}`;
  }

  async renew(): Promise<boolean> {
    await this.replaced(this.given);
    return true;
  }

  private stored(): StoredSession | undefined {
    const session = readSession(this.path);
    return session && isSameServer(session.url, this.url) ? session : undefined;
  }

  /** A refresh token works once, and using it twice ends the session: one process at a time, and not for another's loss. */
  private replaced(stale: string | undefined): Promise<StoredSession> {
    return withFileLock(`${this.path}.owner`, async () => {
      const session = this.stored();
      if (session && session.accessToken !== stale) return session;
      const renewed = (session && (await this.refreshed(session))) ?? (await this.signedInLocally());
      if (!renewed) throw new CommandError('NOT_SIGNED_IN', 'sign in first: writ login');
      saveSession(this.path, renewed);
      return renewed;
    });
  }

  private async refreshed(session: StoredSession): Promise<StoredSession | undefined> {
    try {
      return await obtain(session.url, session.clientId, { refreshToken: session.refreshToken });
    } catch (error) {
      if (error instanceof WritProblem && error.status < 500) return undefined;
      throw error;
    }
  }

  private async signedInLocally(): Promise<StoredSession | undefined> {
    if (!this.local || !isSameServer(this.local.url, this.url)) return undefined;
    const { clientId, clientSecret } = this.local.operator;
    return obtain(this.url, clientId, { clientId, clientSecret });
  }
}

const Claims = z.looseObject({ tenant: z.string().optional(), roles: z.array(z.string()).optional() });

/** What an access token says about itself; for showing only, nothing here checks it. */
export function claimsOf(accessToken: string): z.output<typeof Claims> {
  try {
    return Claims.parse(readJson(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url')));
  } catch {
    return {};
  }
}

async function obtain(url: string, clientId: string, proof: Schemas['TokenRequest']): Promise<StoredSession> {
  const asked = Date.now();
  const answer = await new ApiClient(url, anonymous).post('/v1/auth/token', { body: proof });
  const { accessToken, refreshToken, expiresIn } = understood(TokenAnswer, answer, 'token');
  return { url, clientId, accessToken, refreshToken, expiresAt: asked + expiresIn * 1000 };
}

function saveSession(path: string, session: StoredSession): void {
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
    // The mode above is ignored when the draft was already there.
    chmodSync(draft, 0o600);
    renameSync(draft, path);
  } catch (cause) {
    rmSync(draft, { force: true });
    throw new CommandError('SESSION_NOT_SAVED', `cannot write ${path}`, undefined, { cause });
  }
}
