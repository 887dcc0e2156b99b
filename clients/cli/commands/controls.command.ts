import type { Command } from 'commander';
import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { oneOf } from '../reading/arguments.js';
import { contextOf } from '../context.js';
import { usageError } from '../exit.js';
import { shown } from '../showing/screen.js';

const SCOPES = ['global', 'tenant', 'agent', 'tool', 'session'] as const;
const ControlAnswer = z.looseObject({ ledger: Receipt });

const VERBS = [
  ['kill', 'deny everything in a scope from the next decision on, until restored', 'killed'],
  ['restore', 'end a kill', 'restored'],
  ['pause', 'deny everything in a scope for now, until resumed', 'paused'],
  ['resume', 'end a pause', 'resumed'],
] as const;

interface ControlOptions {
  readonly scope: string;
  readonly target?: string;
  readonly reason: string;
  readonly forLater?: boolean;
}

export function addControls(program: Command): void {
  for (const [verb, says, done] of VERBS) {
    const command = program
      .command(verb)
      .description(says)
      .requiredOption('--scope <scope>', SCOPES.join(', '))
      .option('--target <id>', 'the agent, tool or session; the tenant for the deployment owner')
      .requiredOption('--reason <text>', 'why; recorded')
      .action(async (options: ControlOptions, command: Command) => {
        const context = contextOf(command);
        const answer = await context.operator().post(`/v1/controls/${verb}`, { body: controlRequest(options) });
        const { ledger } = understood(ControlAnswer, answer, 'answer');
        const what = [options.scope, options.target].filter((part) => part !== undefined).join(' ');
        context.answer(answer, () => [`${done} ${shown(what)}, recorded at position ${ledger.position}`]);
      });
    if (verb === 'kill' || verb === 'pause') command.option('--for-later', 'also a target that nobody has heard of yet');
  }
}

function controlRequest(options: ControlOptions): Schemas['ControlRequest'] {
  const scope = oneOf(options.scope, '--scope', SCOPES);
  if (options.target === undefined && scope !== 'global' && scope !== 'tenant')
    throw usageError(`--scope ${scope} needs --target`);
  const { target, reason, forLater = false } = options;
  return { scope, reason, ...(target !== undefined && { target }), ...(forLater && { forLater }) };
}
