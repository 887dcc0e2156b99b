import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { mayRun } from '../../cli/commands/decide.command.js';
import { CommandError } from '../../cli/exit.js';
import type { ApiClient } from '../../cli/session/api-client.js';
import { DecisionAnswer } from '../../contract/answers.js';
import { understood } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { Teller } from './teller.js';

type Given = Readonly<Record<string, unknown>>;
type Result = Schemas['JsonValue'];

const Held = z.looseObject({ approval: z.looseObject({ id: z.string() }) });
const Waited = z.looseObject({ state: z.string() });
const WAIT_SECONDS = 30;

/** An agent that asks first, runs what was allowed, and tells what came of it. The story ends where it is ruled otherwise than it goes. */
export class StoryAgent {
  constructor(
    private readonly client: ApiClient,
    private readonly teller: Teller,
    readonly session: string,
  ) {}

  /** `code` is how it has to be ruled for the story to go on; `result` is what the tool would answer. */
  async calls(tool: string, given: Given, code: string, result: Result = { done: true }): Promise<DecisionAnswer> {
    const body = { requestId: randomUUID(), sessionId: this.session, tool, arguments: given };
    const answer = understood(DecisionAnswer, await this.client.post('/v1/decisions', { body }), 'decision');
    this.teller.ruled(tool, given, answer);
    if (answer.code !== code)
      throw new CommandError('STORY_ENDS', `this call should have been ruled ${code}, and the story cannot go on`);
    const outcome: Schemas['OutcomeRequest'] = mayRun(answer.verdict) ? { status: 'succeeded', result } : { status: 'refused' };
    await this.client.post('/v1/decisions/{id}/outcome', { path: { id: answer.decisionId }, body: outcome });
    return answer;
  }

  /** The state that people gave to what a held call waits for. */
  async waitsFor(held: DecisionAnswer): Promise<string> {
    const { approval } = Held.parse(held);
    const asked = { path: { id: approval.id }, query: { wait: WAIT_SECONDS } };
    return understood(Waited, await this.client.get('/v1/approvals/{id}', asked), 'approval').state;
  }
}
