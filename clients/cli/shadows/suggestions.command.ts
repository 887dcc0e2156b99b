import { join } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import { contextOf, type Context } from '../context.js';
import { CommandError, usageError } from '../exit.js';
import { wholeNumber } from '../reading/arguments.js';
import { shown, styled } from '../showing/screen.js';
import { WRIT } from '../started-as.js';
import { FORCE, writeNew, type Forced } from '../writing.js';

const Suggestions = z.looseObject({
  data: z.unknown(),
  untried: z.number(),
  without: z.number(),
  items: z.array(
    z.looseObject({
      strategy: z.string(),
      says: z.string(),
      about: z.looseObject({ tool: z.string(), before: z.string(), after: z.string(), severity: z.string() }),
      diff: z.string(),
      modules: z.record(z.string(), z.string()),
      test: z.string(),
      replayed: z.looseObject({
        restores: z.number(),
        of: z.number(),
        tightens: z.number(),
        changesElse: z.number(),
        decisions: z.number(),
      }),
    }),
  ),
});
type Suggestions = z.output<typeof Suggestions>;

interface Options extends Forced {
  readonly take?: string;
  readonly output?: string;
}

/** What would restore or tighten what a shadow or a replay found looser. */
export function addSuggestions(noun: Command, route: '/v1/shadows/{id}/suggestions' | '/v1/replays/{id}/suggestions'): void {
  noun
    .command('suggestions')
    .description('edits of the candidate that would restore or tighten what was found looser, each tried; none is applied')
    .argument('<id>')
    .option('--take <n>', 'write the policy with that one to --output')
    .option('-o, --output <folder>', 'where to')
    .option(...FORCE)
    .action(async (id: string, options: Options, command: Command) => {
      const { take, output } = options;
      if ((take === undefined) !== (output === undefined)) throw usageError('--take <n> goes with --output <folder>');
      const context = contextOf(command);
      const answer = await context.operator().get(route, { path: { id } });
      const found = understood(Suggestions, answer, 'suggestions');
      if (take !== undefined && output !== undefined)
        writeTaken(found, wholeNumber(take, '--take', 1, found.items.length), output, options);
      context.answer(answer, () =>
        take === undefined
          ? lines(context, found, id, noun.name())
          : [`written to ${shown(output)}`, `next  ${WRIT} policy check ${shown(output)}`],
      );
    });
}

function lines({ screen }: Context, { items, untried, without }: Suggestions, id: string, noun: string): string[] {
  const told = items.flatMap(({ says, about, replayed, diff, test, modules }, n) => [
    styled(screen, 'bold', `${n + 1}  ${shown(says)}`),
    `   ${shown(about.severity)}: ${shown(about.before)} -> ${shown(about.after)}`,
    `   restores ${replayed.restores} of ${replayed.of}, tightens ${replayed.tightens}; changes ${replayed.changesElse} others of ${replayed.decisions} decisions, none looser`,
    '',
    ...rows(diff),
    '',
    `${shown(test)}:`,
    ...rows(modules[test] ?? ''),
    '',
  ]);
  const none = items.length === 0 ? ['nothing to suggest'] : [];
  const rest = [
    ...(without > 0 ? [`for ${without} kinds of differences no edit was found that works`] : []),
    ...(untried > 0 ? [`${untried} kinds of differences were not tried yet: ask again`] : []),
  ];
  const next = items.length === 0 ? [] : ['nothing is applied', `next  ${WRIT} ${noun} suggestions ${id} --take 1 -o suggested`];
  return [...none, ...told, ...rest, ...next];
}

/** A tab could steer a terminal. */
export function rows(text: string): string[] {
  return text.trimEnd().replaceAll('\t', '    ').split('\n').map(shown);
}

/** One of several edits, as the policy that it makes. */
export function writeTaken(
  { items, data }: { readonly items: readonly { readonly modules: Readonly<Record<string, string>> }[]; readonly data?: unknown },
  take: number,
  folder: string,
  forced: Forced,
): void {
  const files = Object.entries(items[take - 1]?.modules ?? {});
  for (const [name] of files)
    if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(name))
      throw new CommandError('FILE_UNWRITABLE', `${shown(name)} is no name for a file`);
  const written = files.map(([name, text]) => [join(folder, name), text] as const);
  writeNew([...written, [join(folder, 'data.json'), `${JSON.stringify(data ?? {}, null, 2)}\n`]], forced);
}
