import type { Command } from 'commander';
import { z } from 'zod';
import { understood, type Unread } from '../../../contract/reading.js';
import type { Schemas } from '../../../contract/routes.js';
import { contextOf } from '../../context.js';
import { listLines } from '../../nouns/list-lines.js';
import { wholeNumber } from '../../reading/arguments.js';
import { AS_OF_FLAG, AS_OF_SAYS, asOfQuery } from '../../reading/as-of.js';
import type { ApiClient } from '../../session/api-client.js';
import { momentText } from '../../showing/moments.js';
import { whoIn } from '../../showing/people.js';
import { shellWord } from '../../showing/shell-word.js';
import { shown } from '../../showing/screen.js';
import { pairs } from '../../showing/table.js';
import { WRIT } from '../../started-as.js';
import { ShownRevision, revisionLines } from './revision-lines.js';

const MOST = 200;

const ShownPolicy = z.looseObject({
  id: z.string(),
  name: z.string(),
  revisions: z.number(),
  publishedRevision: z.number().nullable(),
  active: z.boolean(),
  createdAt: z.string(),
});
type ShownPolicy = z.output<typeof ShownPolicy>;
const PolicyList = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) });

export function addReading(policy: Command): void {
  policy
    .command('list')
    .description('all policies')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async ({ asOf }: { readonly asOf?: string }, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().get('/v1/policies', { query: { limit: MOST, ...asOfQuery(asOf) } });
      const { items } = understood(PolicyList, answer, 'list of policies');
      const then = asOf === undefined ? '' : ` asOf=${shellWord(asOf)}`;
      const more = (next: string): string =>
        `${WRIT} call policies.list limit=${MOST}${then} ${next.replace(/^--cursor /, 'cursor=')}`;
      context.answer(answer, () =>
        items.length === 0 ? ['no policies'] : (listLines('policies', answer, more, context.screen.width) ?? []),
      );
    });
  policy
    .command('show')
    .description('a policy to read: who wrote, reviewed and published it, its Rego and its data; --json for machines')
    .argument('<id>')
    .option('--revision <n>', 'which one (default: the published one, else the newest)')
    .option(AS_OF_FLAG, AS_OF_SAYS)
    .action(async (id: string, options: { readonly revision?: string; readonly asOf?: string }, command: Command) => {
      const context = contextOf(command);
      const client = context.operator();
      const { asOf } = options;
      if (options.revision !== undefined) {
        const answer = await revisionOf(client, id, wholeNumber(options.revision, '--revision', 1), asOf);
        return context.answer(answer, () => revisionLines(context.screen, understood(ShownRevision, answer, 'revision')));
      }
      const answer = await client.get('/v1/policies/{id}', { path: { id }, query: asOfQuery(asOf) });
      const found = understood(ShownPolicy, answer, 'policy');
      const number = found.publishedRevision ?? found.revisions;
      const revision = context.isJson || number === 0 ? undefined : await revisionOf(client, id, number, asOf);
      context.answer(answer, () => [
        ...policyLines(found),
        ...(revision ? ['', ...revisionLines(context.screen, understood(ShownRevision, revision, 'revision'))] : []),
      ]);
    });
}

function revisionOf(
  client: ApiClient,
  id: string,
  revision: number,
  asOf: string | undefined,
): Promise<Unread<Schemas['PolicyRevision']>> {
  return client.get('/v1/policies/{id}/revisions/{revision}', { path: { id, revision }, query: asOfQuery(asOf) });
}

function policyLines(policy: ShownPolicy): string[] {
  const { id, name, revisions, publishedRevision, active, createdAt } = policy;
  const creator = whoIn(policy, 'createdBy');
  return pairs([
    ['policy', id === name ? shown(id) : `${shown(id)}, ${shown(name)}`],
    ['created', `${momentText(createdAt)}${creator ? ` by ${creator}` : ''}`],
    ['revisions', String(revisions)],
    [
      'published',
      publishedRevision === null
        ? 'none'
        : `revision ${publishedRevision}${active ? ', which decides' : ', which does not decide: another policy does'}`,
    ],
  ]);
}
