import type { Command } from 'commander';
import { contextOf, type Context } from '../context.js';
import { usageError } from '../exit.js';
import { isSameServer } from '../session/local-credentials.js';
import { claimsOf, signIn } from '../session/operator-session.js';
import { shown } from '../showing/screen.js';

interface LoginOptions {
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly owner?: boolean;
}

export function addLogin(program: Command): void {
  program
    .command('login')
    .description('sign in as an operator and keep the session for the other commands')
    .option('--client-id <id>', 'client id of the operator (default: from .writ/credentials.json)')
    .option('--client-secret <secret>', 'its secret; better in WRIT_CLIENT_SECRET, where other users cannot see it')
    .option('--owner', "use the deployment owner's local credentials")
    .action(async (options: LoginOptions, command: Command) => {
      const context = contextOf(command);
      const { clientId, clientSecret } = chosenClient(context, options);
      const session = await signIn(context.sessionPath, context.url, clientId, clientSecret);
      const { tenant, roles } = claimsOf(session.accessToken);
      const document = { url: session.url, clientId, tenant, roles, expiresAt: new Date(session.expiresAt).toISOString() };
      context.answer(document, () => [
        `signed in to ${session.url} as ${shown(clientId)}${tenant ? `, tenant ${shown(tenant)}` : ''}`,
        `session kept in ${context.sessionPath}`,
      ]);
    });
}

function chosenClient(context: Context, options: LoginOptions): { clientId: string; clientSecret: string } {
  const clientSecret = options.clientSecret ?? context.env['WRIT_CLIENT_SECRET'];
  if (options.clientId !== undefined) {
    if (!clientSecret) throw usageError('--client-id needs --client-secret or WRIT_CLIENT_SECRET');
    return { clientId: options.clientId, clientSecret };
  }
  const local = context.localCredentials();
  if (!local || !isSameServer(local.url, context.url)) {
    throw usageError(`no local credentials for ${context.url}: give --client-id and --client-secret`);
  }
  return options.owner ? local.owner : local.operator;
}
