import type { Command } from 'commander';
import { DecisionAnswer } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import { jsonObject } from '../reading/arguments.js';
import { contextOf } from '../context.js';
import { EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { type Screen, shown, styled, styledVerdict } from '../showing/screen.js';
import { pairs } from '../showing/table.js';

interface DecideOptions {
  readonly tool: string;
  readonly arguments: string;
  readonly session: string;
  readonly context?: string;
  readonly requestId?: string;
  readonly agentKeyFile?: string;
}

export function addDecide(program: Command): void {
  program
    .command('decide')
    .description('ask, as an agent, whether a tool may be called; exits 0 when it may, 1 when not')
    .requiredOption('--tool <name>', 'name of the tool')
    .option('--arguments <json>', 'its arguments, a JSON object', '{}')
    .option('--session <id>', 'session of the agent', 'cli')
    .option('--context <json>', 'more facts for the policy, a JSON object')
    .option('--request-id <id>', 'the same id in a session gets the same answer')
    .option('--agent-key-file <file>', 'file with the agent key (else WRIT_AGENT_KEY, else .writ/credentials.json)')
    .action(async (options: DecideOptions, command: Command) => {
      const context = contextOf(command);
      const request = {
        ...(options.requestId !== undefined && { requestId: options.requestId }),
        sessionId: options.session,
        tool: options.tool,
        arguments: jsonObject(options.arguments, '--arguments'),
        ...(options.context !== undefined && { context: jsonObject(options.context, '--context') }),
      };
      const answer = await context.agent(options.agentKeyFile).post('/v1/decisions', { body: request });
      const decision = understood(DecisionAnswer, answer, 'decision');
      context.answer(answer, () => decisionLines(context.screen, decision));
      process.exitCode = mayRun(decision.verdict) ? EXIT_OK : EXIT_NEGATIVE;
    });
}

/** MODIFY lets the call run too, with the changes named in the answer. */
export function mayRun(verdict: string): boolean {
  return verdict === 'ALLOW' || verdict === 'MODIFY';
}

function decisionLines(screen: Screen, d: DecisionAnswer): string[] {
  const policy = d.policy && `${shown(d.policy.id)} revision ${d.policy.revision} (${shown(d.policy.digest).slice(0, 12)})`;
  return [
    `${styledVerdict(screen, d.verdict)}  ${shown(d.reason)}`,
    ...pairs([
      ['code', shown(d.code)],
      ['rule', shown(d.rule)],
      ['policy', policy ?? undefined],
      ['risk', shown(d.risk)],
      ['obligations', d.obligations.length > 0 ? shown(d.obligations) : undefined],
      ['changes', d.changes ? shown(d.changes) : undefined],
      ['retry after', typeof d.retryAfter === 'number' ? `${d.retryAfter} s` : undefined],
      ['decision', shown(d.decisionId)],
      ['ledger', `position ${d.ledger.position}, chain ${shown(d.ledger.chain)}`],
    ]).map((line) => styled(screen, 'dim', line)),
  ];
}
