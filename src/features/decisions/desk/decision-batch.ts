import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal } from '#libs/event-sourcing';
import type { AgentPrincipal } from '#platform/auth/principal';
import { problemOf, refusalOf, refuseWith, type ProblemDocument } from '#platform/http/problem-details';
import type { RequestFacts } from '#platform/http/request-context';
import { valid } from '#platform/http/valid';
import type { DecisionAnswer } from './answer.js';
import { DecideRequest } from '../commands.js';
import { DecisionDesk } from './decision-desk.js';

/** Requests in one batch, at most. */
export const BATCH_LIMIT = 1_000;

/** Items that are read before others have their turn. */
const SHARE = 50;

/** Many calls decided at once; the lanes put many of them into one append. */
@Injectable()
export class DecisionBatch {
  constructor(@Inject(DecisionDesk) private readonly desk: DecisionDesk) {}

  async decide(agent: AgentPrincipal, body: unknown, facts: RequestFacts): Promise<(DecisionAnswer | ProblemDocument)[]> {
    if (!Array.isArray(body)) throw refuseWith('INVALID_INPUT', 'the body must be an array of requests');
    if (body.length === 0 || body.length > BATCH_LIMIT)
      throw refuseWith('INVALID_INPUT', `a batch holds 1 to ${BATCH_LIMIT} requests, not ${body.length}`);
    const answers: Promise<DecisionAnswer | ProblemDocument>[] = [];
    for (const [i, item] of body.entries()) {
      if (i > 0 && i % SHARE === 0) await setImmediate();
      const answer = this.decideOne(agent, item, facts);
      // One that fails meanwhile is told of below.
      answer.catch(() => {});
      answers.push(answer);
    }
    return Promise.all(answers);
  }

  /** A fault is not an item's own failure: it rejects the whole batch, and repeating it with request ids is safe. */
  private async decideOne(agent: AgentPrincipal, item: unknown, facts: RequestFacts): Promise<DecisionAnswer | ProblemDocument> {
    try {
      const result = await this.desk.decide(agent, valid(DecideRequest, item), facts);
      return isRefusal(result) ? problemOf(result, facts.requestId) : result;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return problemOf(refusal, facts.requestId);
    }
  }
}
