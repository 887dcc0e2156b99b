import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import { WritProblem } from '../../contract/problem.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { anonymous, ApiClient, type Authority } from './api-client.js';
import { CommandError } from '../exit.js';
import { WRIT } from '../started-as.js';
import { withFileLock } from './file-lock.js';
import { writeKept } from './kept-file.js';
import { isSameServer, type LocalCredentials } from './local-credentials.js';

/** What a refresh token that is spent, revoked or none is answered with. */
const ENDED: readonly number[] = [400, 401];

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

/** What the command keeps for this user, wherever it is started. */
export function configFolder(env: NodeJS.ProcessEnv): string {
  return join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'writ');
}

/** The session of whoever signed in without naming a profile. */
export function sessionPath(env: NodeJS.ProcessEnv): string {
  return join(configFolder(env), 'session.json');
}

export function readSession(path: string): StoredSession | undefined {
  try {
    return StoredSession.safeParse(readJson(readFileSync(path), { skipByteOrderMark: true })).data;
  } catch {
    // Absent or damaged: either way the user has to sign in again.
    return undefined;
  }
}

/**
 * Ends what can be ended: the refresh token is spent, and the one that the server gives for it is forgotten. False when it was no
 * longer good. Nobody else may be renewing it meanwhile; what is kept of the session is the caller's to remove.
 */
export async function endSession(session: StoredSession): Promise<boolean> {
  try {
    await obtain(session.url, session.clientId, { refreshToken: session.refreshToken });
    return true;
  } catch (error) {
    // Any other no, as of a server that has too much to do or is none of writ, leaves the token as good as it was.
    if (error instanceof WritProblem && error.status === 401) return false;
    throw error;
  }
}

/**
 * Signs in and keeps the tokens in a file only this user can read; after a renewal under way, which would write over them.
 * `check` may throw because of what is kept there by then.
 */
export function signIn(
  path: string,
  url: string,
  clientId: string,
  clientSecret: string,
  check: () => void = () => undefined,
): Promise<StoredSession> {
  return withFileLock(`${path}.owner`, async () => {
    check();
    const session = await obtain(url, clientId, { clientId, clientSecret });
    writeKept(path, session);
    return session;
  });
}

/**
 * The signed-in operator. A session that can no longer be renewed is replaced by signing in with the local demo
 * credentials when there are some for this very server.
 */
export class OperatorAuthority implements Authority {
  /** What was refused when a renewal is asked for; another process may have replaced it since. */
  private given: string | undefined;
  /** Whoever it acted as first: it acts as nobody else, whoever signs in meanwhile. */
  private person: string | undefined;

  constructor(
    private readonly path: string,
    private readonly url: string,
    private readonly local: LocalCredentials | undefined,
    private readonly now: () => number = Date.now,
    /** The command that signs in to this very session. */
    private readonly signInWith = `${WRIT} login`,
  ) {}

  async authorization(): Promise<string> {
    const session = this.stored();
    const isFresh = session !== undefined && session.expiresAt - RENEW_EARLY_MS > this.now();
    const { accessToken, clientId } = isFresh ? this.samePerson(session) : await this.replaced(session?.accessToken);
    this.given = accessToken;
    this.person = clientId;
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
      const before = readSession(this.path)?.refreshToken;
      const session = this.stored();
      if (session) this.samePerson(session);
      if (session && session.accessToken !== stale) return session;
      const renewed = (session && (await this.refreshed(session))) ?? (await this.signedInLocally());
      if (!renewed) throw new CommandError('NOT_SIGNED_IN', `sign in first: ${this.signInWith}`);
      // What was put there or taken away meanwhile, by whoever holds no lock, stays so.
      if (readSession(this.path)?.refreshToken !== before)
        throw new CommandError('NOT_SIGNED_IN', `somebody signed in or out meanwhile: ${this.signInWith}`);
      writeKept(this.path, renewed);
      this.person = renewed.clientId;
      return renewed;
    });
  }

  private samePerson(session: StoredSession): StoredSession {
    if (this.person === undefined || session.clientId === this.person) return session;
    throw new CommandError(
      'SIGNED_IN_AS_ANOTHER',
      `${session.clientId} signed in meanwhile, and this command acts as ${this.person}: start it again to go on as the other`,
    );
  }

  private async refreshed(session: StoredSession): Promise<StoredSession | undefined> {
    try {
      return await obtain(session.url, session.clientId, { refreshToken: session.refreshToken });
    } catch (error) {
      // Anything else says nothing about the session: signing in anew could make somebody else of whoever asks.
      if (error instanceof WritProblem && ENDED.includes(error.status)) return undefined;
      throw error;
    }
  }

  private async signedInLocally(): Promise<StoredSession | undefined> {
    if (!this.local || !isSameServer(this.local.url, this.url)) return undefined;
    const { clientId, clientSecret } = this.local.operator;
    return obtain(this.url, clientId, { clientId, clientSecret });
  }
}

const Claims = z.looseObject({
  sub: z.string().optional(),
  tenant: z.string().optional(),
  roles: z.array(z.string()).optional(),
});

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
