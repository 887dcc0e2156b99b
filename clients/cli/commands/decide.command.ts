import type { Command } from 'commander';
import { DecisionAnswer } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import { jsonObject, wholeNumber } from '../reading/arguments.js';
import { contextOf, type Context } from '../context.js';
import { EXIT_NEGATIVE, EXIT_OK } from '../exit.js';
import { onInterrupt } from '../interrupt.js';
import { untilDecided } from '../running/people.js';
import { type Screen, shown, styled, styledVerdict } from '../showing/screen.js';
import { pairs } from '../showing/table.js';
import { leftText } from '../showing/limit-room.js';

interface DecideOptions {
  readonly tool: string;
  readonly arguments: string;
  readonly session: string;
  readonly context?: string;
  readonly requestId?: string;
  readonly people: string;
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
    .option('--people <seconds>', 'wait for people this long where the call is held, and ask for it again', '0')
    .option('--agent-key-file <file>', 'file with the agent key (else WRIT_AGENT_KEY, else .writ/credentials.json)')
    .action(async (options: DecideOptions, command: Command) => decide(contextOf(command), options));
}

async function decide(context: Context, options: DecideOptions): Promise<void> {
  const peopleMs = wholeNumber(options.people, '--people', 0, 86_400) * 1000;
  const request = {
    sessionId: options.session,
    tool: options.tool,
    arguments: jsonObject(options.arguments, '--arguments'),
    ...(options.context !== undefined && { context: jsonObject(options.context, '--context') }),
  };
  const client = context.agent(options.agentKeyFile);
  const ask = (more: { readonly requestId?: string }) => client.post('/v1/decisions', { body: { ...more, ...request } });
  const { requestId } = options;
  let answer = await ask(requestId === undefined ? {} : { requestId });
  let decision = understood(DecisionAnswer, answer, 'decision');
  if (decision.approval && peopleMs > 0) {
    context.screen.note(`held; waiting for people to decide about ${shown(decision.approval.id)}`);
    const interrupt = onInterrupt();
    if (await untilDecided(client, decision.approval.id, peopleMs, interrupt.signal)) {
      answer = await ask(requestId === undefined ? {} : { requestId: `${requestId}-after-people` });
      decision = understood(DecisionAnswer, answer, 'decision');
    }
    interrupt.end();
  }
  context.answer(answer, () => decisionLines(context.screen, decision));
  process.exitCode = mayRun(decision.verdict) ? EXIT_OK : EXIT_NEGATIVE;
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
      ['policy', policy ? `${policy}${d.pin === undefined ? '' : ', by a pin'}` : undefined],
      ['pin', d.pin && shown(d.pin)],
      ['risk', shown(d.risk)],
      ['obligations', d.obligations.length > 0 ? shown(d.obligations) : undefined],
      ['changes', d.changes ? shown(d.changes) : undefined],
      ['approval', d.approval && shown(d.approval.id)],
      ['exception', d.exception && shown(d.exception)],
      ['limit', d.limit && shown(leftText(d.limit))],
      ['retry after', typeof d.retryAfter === 'number' ? `${d.retryAfter} s` : undefined],
      ['decision', shown(d.decisionId)],
      ['ledger', `position ${d.ledger.position}, chain ${shown(d.ledger.chain)}`],
    ]).map((line) => styled(screen, 'dim', line)),
  ];
}
