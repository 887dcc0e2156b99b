import { rmSync } from 'node:fs';
import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { EXIT_FAILED } from '../exit.js';
import { withFileLock } from '../session/file-lock.js';
import { writeKept } from '../session/kept-file.js';
import { isSameServer } from '../session/local-credentials.js';
import { endSession, readSession, type StoredSession } from '../session/operator-session.js';
import { momentText } from '../showing/moments.js';
import { type Ending, errorLines, isEnding } from '../showing/problem.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';

/** What became of a session. `renewal` is about its refresh token, which is what a session lives by. */
interface SignedOut {
  readonly session: StoredSession;
  readonly renewal: 'ended' | 'was over' | 'not told';
  readonly fault?: Ending;
}

export function addLogout(program: Command): void {
  program
    .command('logout')
    .description('end the session, remove what is kept of it, and say what remains; exits 2 when the server could not be told')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const { url, sessionPath } = context;
      const left = await withFileLock(`${sessionPath}.owner`, () => signOut(context));
      if (!left) {
        const other = readSession(sessionPath);
        const elsewhere = other
          ? [`the session that is kept is with ${shown(other.url)}: ${WRIT} logout --url ${shown(other.url)}`]
          : [];
        return context.answer({ url, signedOut: false }, () => [`nobody is signed in to ${url}`, ...elsewhere]);
      }
      context.answer(documentOf(context, left), () => linesOf(context, left));
      if (!left.fault) return;
      for (const line of errorLines(left.fault)) context.screen.note(line);
      process.exitCode = EXIT_FAILED;
    });
}

async function signOut({ url, sessionPath, profile }: Context): Promise<SignedOut | undefined> {
  const session = readSession(sessionPath);
  if (!session || !isSameServer(session.url, url)) return undefined;
  let fault: Ending | undefined;
  let renewal: SignedOut['renewal'] = 'not told';
  try {
    renewal = (await endSession(session)) ? 'ended' : 'was over';
  } catch (error) {
    if (!isEnding(error)) throw error;
    fault = error;
  }
  // Who signs in to the profile again need not say anew who and where that is.
  if (profile === undefined) rmSync(sessionPath);
  else writeKept(sessionPath, { url: session.url, clientId: session.clientId });
  return { session, renewal, ...(fault && { fault }) };
}

/** Until when a copy of the access token is good; undefined when it is not any more. */
function goodUntil({ expiresAt }: StoredSession): string | undefined {
  return expiresAt > Date.now() ? new Date(expiresAt).toISOString() : undefined;
}

function signsInAgain(context: Context): boolean {
  const local = context.localCredentials();
  return context.profile === undefined && local !== undefined && isSameServer(local.url, context.url);
}

function documentOf(context: Context, { session, renewal }: SignedOut): Record<string, unknown> {
  return {
    url: session.url,
    clientId: session.clientId,
    ...(context.profile !== undefined && { profile: context.profile }),
    signedOut: true,
    renewal,
    accessTokenGoodUntil: goodUntil(session) ?? null,
    signsInAgainByLocalCredentials: signsInAgain(context),
  };
}

const RENEWAL = {
  ended: 'ended    the refresh token: nothing can be renewed with a copy of it',
  'was over': 'ended    before this: the refresh token was no longer good',
  'not told': 'remains  the refresh token, for whoever has a copy of it: the server could not be told',
} as const;

function linesOf(context: Context, { session, renewal }: SignedOut): string[] {
  const until = goodUntil(session);
  const { profile, sessionPath } = context;
  return [
    `signed out of ${shown(session.url)} as ${shown(session.clientId)}`,
    RENEWAL[renewal],
    profile === undefined
      ? `removed  ${sessionPath}`
      : `removed  the tokens in ${sessionPath}; the profile ${profile} keeps server and client id`,
    ...(until === undefined ? [] : [`remains  the access token, for whoever has a copy of it, until ${momentText(until)}`]),
    ...(signsInAgain(context)
      ? ['remains  credentials.json of the server started here: commands sign in with it by themselves']
      : []),
  ];
}
