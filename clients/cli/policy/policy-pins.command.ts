import type { Command } from 'commander';
import { z } from 'zod';
import { Receipt } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { wholeNumber } from '../reading/arguments.js';
import { contextOf } from '../context.js';
import { usageError } from '../exit.js';
import { listLines } from '../nouns/list-lines.js';
import { momentText } from '../showing/moments.js';
import { shown } from '../showing/screen.js';

const PinAnswer = z.looseObject({ pin: z.string(), expiresAt: z.string() });
const LiftAnswer = z.looseObject({ ledger: Receipt });

const PinList = z.looseObject({ items: z.array(z.looseObject({ pin: z.string() })) });

const UNITS_MS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

interface PinOptions {
  readonly agent?: string;
  readonly session?: string;
  readonly label?: string;
  readonly for: string;
  readonly reason: string;
  readonly forLater?: boolean;
}

export function addPolicyPins(policy: Command): void {
  policy
    .command('pin')
    .description('have an agent, a session or a label decided by a chosen revision for a while')
    .argument('<id>')
    .argument('<revision>')
    .option('--agent <id>')
    .option('--session <id>')
    .option('--label <name=value>', 'every agent with this label')
    .requiredOption('--for <time>', 'such as 30m, 2h or 7d')
    .requiredOption('--reason <text>', 'why; recorded')
    .option('--for-later', 'also an agent, session or label that nobody has heard of yet')
    .action(async (id: string, revision: string, options: PinOptions, command: Command) => {
      const context = contextOf(command);
      const number = wholeNumber(revision, 'revision', 1);
      const expiresAt = new Date(Date.now() + milliseconds(options.for)).toISOString();
      const { reason, forLater = false } = options;
      const request = {
        policy: id,
        revision: number,
        selector: selectorOf(options),
        expiresAt,
        reason,
        ...(forLater && { forLater }),
      };
      const answer = await context.operator().post('/v1/pins', { body: request });
      const pin = understood(PinAnswer, answer, 'pin');
      context.answer(answer, () => [
        `pinned ${shown(id)} revision ${number} until ${momentText(pin.expiresAt)}`,
        `pin  ${shown(pin.pin)}`,
      ]);
    });
  policy
    .command('unpin')
    .description('lift a pin')
    .argument('<pin>')
    .requiredOption('--reason <text>', 'why; recorded')
    .action(async (pin: string, options: { readonly reason: string }, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().post('/v1/pins/{id}/lift', { path: { id: pin }, body: { reason: options.reason } });
      const { ledger } = understood(LiftAnswer, answer, 'answer');
      context.answer(answer, () => [`lifted ${shown(pin)}, recorded at position ${ledger.position}`]);
    });
  policy
    .command('pins')
    .description('the pins that hold now')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const answer = await context.operator().get('/v1/pins', {});
      const { items } = understood(PinList, answer, 'list of pins');
      context.answer(answer, () =>
        items.length === 0 ? ['no pins'] : (listLines('pins', answer, () => '', context.screen.width) ?? []),
      );
    });
}

function selectorOf({ agent, session, label }: PinOptions): Schemas['PinRevisionRequest']['selector'] {
  const given = [agent, session, label].filter((part) => part !== undefined);
  if (given.length !== 1) throw usageError('name exactly one of --agent, --session and --label');
  if (agent !== undefined) return { agent };
  if (session !== undefined) return { session };
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(label ?? '') ?? [];
  if (name === undefined || value === undefined) throw usageError('--label takes name=value');
  return { label: { name, value } };
}

function milliseconds(text: string): number {
  const [, number, unit] = /^([1-9]\d{0,5})([smhd])$/.exec(text) ?? [];
  if (unit === undefined) throw usageError('--for takes a number and s, m, h or d, such as 2h');
  return Number(number) * UNITS_MS[unit as keyof typeof UNITS_MS];
}
