import type { Command } from 'commander';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { contextOf } from '../context.js';
import { usageError } from '../exit.js';
import { wholeNumber } from '../reading/arguments.js';
import { shellWord } from '../showing/shell-word.js';
import { shown, styled, type Screen } from '../showing/screen.js';
import { WRIT } from '../started-as.js';
import { FORCE, type Forced } from '../writing.js';
import { rows, writeTaken } from './suggestions.command.js';

const DraftedRules = z.looseObject({
  policy: z.string(),
  revision: z.number(),
  data: z.unknown(),
  considered: z.number(),
  items: z.array(
    z.looseObject({
      tool: z.string(),
      denials: z.number(),
      agents: z.number(),
      diff: z.string(),
      modules: z.record(z.string(), z.string()),
      test: z.string(),
      replayed: z.looseObject({ asks: z.number(), of: z.number(), decisions: z.number() }),
    }),
  ),
});
type DraftedRules = z.output<typeof DraftedRules>;

interface Options extends Forced {
  readonly take?: string;
  readonly output?: string;
}

/** What people could be asked about that a policy keeps denying because it says nothing of it. */
export function addDraftedRules(policy: Command): void {
  policy
    .command('drafted-rules')
    .description('rules that would have people asked about tools that a revision keeps denying by its default; none is applied')
    .argument('<id>')
    .argument('<revision>')
    .option('--take <n>', 'write the policy with that one to --output')
    .option('-o, --output <folder>', 'where to')
    .option(...FORCE)
    .action(async (id: string, revision: string, options: Options, command: Command) => {
      const { take, output } = options;
      if ((take === undefined) !== (output === undefined)) throw usageError('--take <n> goes with --output <folder>');
      const context = contextOf(command);
      const path = { id, revision: wholeNumber(revision, 'revision', 1) };
      const answer = await context.operator().get('/v1/policies/{id}/revisions/{revision}/drafted-rules', { path });
      const found = understood(DraftedRules, answer, 'drafted rules');
      if (take !== undefined && output !== undefined)
        writeTaken(found, wholeNumber(take, '--take', 1, found.items.length), output, options);
      context.answer(answer, () =>
        output === undefined
          ? lines(context.screen, found)
          : [`written to ${shown(output)}`, `next  ${WRIT} policy check ${shown(output)}`],
      );
    });
}

function lines(screen: Screen, { policy, revision, items, considered }: DraftedRules): string[] {
  const told = items.flatMap(({ tool, denials, agents, replayed, diff, test, modules }, n) => [
    styled(screen, 'bold', `${n + 1}  people are asked about ${shown(tool)}`),
    `   ${denials} denials of ${agents} ${agents === 1 ? 'agent' : 'agents'}; asks for ${replayed.asks} of ${replayed.of}, and changes nothing else of ${replayed.decisions} decisions`,
    '',
    ...rows(diff),
    '',
    `${shown(test)}:`,
    ...rows(modules[test] ?? ''),
    '',
  ]);
  if (items.length === 0) return [`nothing to draft: ${considered} decisions were looked at`];
  const again = `${WRIT} policy drafted-rules ${shellWord(policy)} ${revision} --take 1 -o drafted`;
  return [...told, 'nothing is applied', `next  ${again}`];
}
