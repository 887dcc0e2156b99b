import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { CommandError, usageError } from '../exit.js';
import { isSameServer } from '../session/local-credentials.js';
import { type Profile, readProfile } from '../session/profiles.js';
import { claimsOf, signIn } from '../session/operator-session.js';
import type { ServerChoice } from '../session/server-choice.js';
import { shown } from '../showing/screen.js';
import { WRIT } from '../started-as.js';

interface LoginOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly owner?: boolean;
}

export function addLogin(program: Command): void {
  program
    .command('login')
    .description('sign in as an operator and keep the session for the other commands, with --profile beside other ones')
    .option('--client-id <id>', 'client id of the operator (default: of the profile, else from .writ/credentials.json)')
    .option('--client-secret <secret>', 'its secret; better in WRIT_CLIENT_SECRET, where other users cannot see it')
    .option('--owner', "use the deployment owner's local credentials")
    .action(async (options: LoginOptions, command: Command) => {
      const context = contextOf(command);
      const server = context.signInServer;
      const { clientId, clientSecret } = chosenClient(context, server, options);
      refuseOtherPerson(server.profile?.kept, server, clientId);
      const session = await signIn(server.sessionPath, server.url, clientId, clientSecret, () => {
        const name = server.profile?.name;
        // Somebody may have made it since this command looked.
        refuseOtherPerson(name === undefined ? undefined : readProfile(context.env, name), server, clientId);
      });
      const { tenant, roles } = claimsOf(session.accessToken);
      const profile = server.profile?.name;
      const expiresAt = new Date(session.expiresAt).toISOString();
      const document = { url: session.url, clientId, tenant, roles, expiresAt, ...(profile !== undefined && { profile }) };
      context.answer(document, () => [
        `signed in to ${session.url} as ${shown(clientId)}${tenant ? `, tenant ${shown(tenant)}` : ''}`,
        `session kept in ${server.sessionPath}`,
        ...(profile === undefined ? [] : [`next: ${WRIT} --profile ${profile} whoami, or ${WRIT} profiles use ${profile}`]),
      ]);
    });
}

function chosenClient(
  context: Context,
  { url, profile }: ServerChoice,
  options: LoginOptions,
): { clientId: string; clientSecret: string } {
  const clientSecret = options.clientSecret ?? context.env['WRIT_CLIENT_SECRET'];
  if (options.clientId !== undefined) {
    if (!clientSecret) throw usageError('--client-id needs --client-secret or WRIT_CLIENT_SECRET');
    return { clientId: options.clientId, clientSecret };
  }
  if (profile?.kept && clientSecret && !options.owner) return { clientId: profile.kept.clientId, clientSecret };
  const local = context.localCredentials();
  if (!local || !isSameServer(local.url, url)) {
    const secret = profile?.kept ? 'give its secret in WRIT_CLIENT_SECRET' : 'give --client-id and --client-secret';
    throw usageError(`no local credentials for ${url}: ${secret}`);
  }
  return options.owner ? local.owner : local.operator;
}

/** A name stands for one person for good: whoever has scripts under it does not become somebody else by a sign-in. */
function refuseOtherPerson(kept: Profile | undefined, { url }: ServerChoice, clientId: string): void {
  if (!kept || (kept.clientId === clientId && isSameServer(kept.url, url))) return;
  const { name } = kept;
  throw new CommandError(
    'PROFILE_TAKEN',
    `the profile ${name} is ${kept.clientId} at ${kept.url}: give --profile another name, or ${WRIT} profiles remove ${name}`,
  );
}
