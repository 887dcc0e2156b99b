import type { Command } from 'commander';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { contextOf, type Context } from '../context.js';
import { CommandError } from '../exit.js';
import { ApiClient } from '../session/api-client.js';
import { foundInPages, type PageAsked } from '../session/found-in-pages.js';
import { ifPermitted } from '../session/if-permitted.js';
import { claimsOf, readSession } from '../session/operator-session.js';
import { momentText } from '../showing/moments.js';
import { shown } from '../showing/screen.js';
import { pairs } from '../showing/table.js';

const Operators = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), name: z.string() })),
  nextCursor: z.string().nullish(),
});

interface Person {
  readonly clientId: string;
  readonly name?: string;
  readonly tenant: string | undefined;
  readonly roles: readonly string[];
  readonly until: string;
}

/** What a key says of itself; `whoami` shows it once the server took the key. */
interface AgentKey {
  readonly agent: string;
  readonly tenant: string;
  readonly keyId: string;
}

interface WhoamiOptions {
  readonly agent?: boolean;
  readonly agentKeyFile?: string;
}

export function addWhoami(program: Command): void {
  program
    .command('whoami')
    .description('who the commands act as here, in which tenant, with which roles, on which server, and until when')
    .option('--agent', 'only of the agent key: WRIT_AGENT_KEY, else the one of .writ/credentials.json')
    .option('--agent-key-file <file>', 'only of the agent key in this file')
    .action(async ({ agent: isAgentAlone, agentKeyFile }: WhoamiOptions, command: Command) => {
      const context = contextOf(command);
      const isAgentNamed = isAgentAlone === true || agentKeyFile !== undefined;
      const hasKey = Boolean(context.env['WRIT_AGENT_KEY']);
      const operator = isAgentNamed ? undefined : await personIn(context, hasKey);
      const agent = isAgentNamed || hasKey ? await agentIn(context, agentKeyFile) : undefined;
      const { url, profile } = context;
      const who = { ...(operator && { operator }), ...(agent && { agent }) };
      context.answer({ url, ...(profile !== undefined && { profile }), ...who }, () =>
        pairs([
          ...(operator ? personRows(operator) : []),
          ...(agent ? agentRows(agent) : []),
          ['server', url],
          ['profile', profile ?? (operator ? `none; session kept in ${context.sessionPath}` : undefined)],
        ]),
      );
    });
}

/** The session is renewed for it: what is told are the roles of now. Undefined where nobody signed in and `mayLack` says that it may be so. */
async function personIn(context: Context, mayLack: boolean): Promise<Person | undefined> {
  const authority = context.operatorAuthority();
  try {
    await authority.authorization();
    await authority.renew();
  } catch (error) {
    if (mayLack && error instanceof CommandError && error.code === 'NOT_SIGNED_IN') return undefined;
    throw error;
  }
  const session = readSession(context.sessionPath);
  if (!session) throw new CommandError('NOT_SIGNED_IN', 'somebody signed out meanwhile');
  const { sub, tenant, roles = [] } = claimsOf(session.accessToken);
  const name = tenant === undefined ? undefined : await nameOf(new ApiClient(context.url, authority), tenant, sub);
  const until = new Date(session.expiresAt).toISOString();
  return { clientId: session.clientId, ...(name !== undefined && { name }), tenant, roles, until };
}

/** Where this operator may list operators. */
async function nameOf(client: ApiClient, tenant: string, operator: string | undefined): Promise<string | undefined> {
  const page = async (query: PageAsked) => {
    const answer = await ifPermitted(client.get('/v1/tenants/{id}/operators', { path: { id: tenant }, query }));
    return answer && understood(Operators, answer, 'list of operators');
  };
  return (await foundInPages(page, ({ id }) => id === operator))?.name;
}

async function agentIn(context: Context, keyFile: string | undefined): Promise<AgentKey> {
  const client = context.agent(keyFile);
  // Any question that every agent may ask: a key that is not good is refused.
  await client.get('/v1/opa/bundle-key', {});
  const [, id = ''] = /^Bearer wrk_([\w-]+)_[0-9a-f]+$/.exec((await client.authority.authorization()) ?? '') ?? [];
  const [tenant = '?', agent = '?', keyId = '?'] = Buffer.from(id, 'base64url').toString().split('/');
  return { agent, tenant, keyId };
}

function personRows({ clientId, name, tenant, roles, until }: Person): (readonly [string, string | undefined])[] {
  return [
    ['operator', name === undefined ? shown(clientId) : `${shown(name)} (${shown(clientId)})`],
    ['tenant', tenant && shown(tenant)],
    ['roles', roles.map(shown).join(', ') || 'none'],
    ['until', `${momentText(until)}, and renewed when needed`],
  ];
}

function agentRows({ agent, tenant, keyId }: AgentKey): (readonly [string, string | undefined])[] {
  return [
    ['agent', shown(agent)],
    ['tenant', shown(tenant)],
    ['key', `${shown(keyId)}, good until it is rotated or revoked`],
  ];
}
