import type { Command } from 'commander';
import { WritProblem } from '../../contract/problem.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { contextOf } from '../context.js';
import { CommandError } from '../exit.js';
import { causesOf } from '../explaining/causes.js';
import { ExplainedDecision } from '../explaining/explained-decision.js';
import { explanationLines } from '../explaining/explanation-lines.js';
import type { ApiClient } from '../session/api-client.js';
import { ifPermitted } from '../session/if-permitted.js';
import { WRIT } from '../started-as.js';
import { LedgerHead } from './status.command.js';

export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('why a call was denied, held or let through: what ruled, where it is written, by whom, and what to do next')
    .argument('<decisionId>', 'as writ decide, writ decisions and the answer to the agent tell it')
    .action(async (id: string, _options: unknown, command: Command) => {
      const context = contextOf(command);
      if (!UUID.test(id)) throw notAnId(id);
      const client = context.operator();
      const answer = await decisionOf(client, id);
      if (context.isJson) return context.answer(answer, () => []);
      const decision = understood(ExplainedDecision, answer, 'decision');
      const causes = await causesOf(client, decision);
      context.answer(answer, () => explanationLines(context.screen, context.url, decision, causes));
    });
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function notAnId(text: string): CommandError {
  return new CommandError(
    'INVALID_INPUT',
    `${text} is no id of a decision: that is one like 0198c2a4-7e1b-7000-8000-000000000000, in the answer to the agent, in writ decide, and in the first column of ${WRIT} decisions`,
  );
}

/** Also one that was made a moment ago: the list of decisions follows the ledger, and is waited for before one is called unknown. */
async function decisionOf(client: ApiClient, id: string): Promise<Unread<Schemas['DecisionDetail']>> {
  const asked = { path: { id } };
  try {
    return await client.get('/v1/decisions/{id}', asked);
  } catch (error) {
    if (!(error instanceof WritProblem) || error.code !== 'DECISION_NOT_FOUND') throw error;
    const head = await ifPermitted(client.get('/v1/ledger/head', {}));
    if (!head) throw error;
    return client.get('/v1/decisions/{id}', asked, understood(LedgerHead, head, 'ledger head').position);
  }
}
