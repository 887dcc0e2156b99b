import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { EventStore } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { checkAcknowledged, checkDecisions } from './race-history.js';
import { problemIn, type Decision, type WritClient } from './writ-client.js';

/** What callers saw while things broke. */
export interface Load {
  /** By request id, each once. */
  readonly acknowledged: Map<string, Decision>;
  /** Answers that said the request was not carried out, by code. */
  readonly refused: Map<string, number>;
  /** Requests without any answer: the API itself was gone. */
  unanswered: number;
}

export const emptyLoad = (): Load => ({ acknowledged: new Map(), refused: new Map(), unanswered: 0 });

/** Told when a dependency is away; anything else must not happen to a good request. */
const AWAY = ['LEDGER_UNAVAILABLE', 'DATABASE_UNAVAILABLE'];
const PAUSE_MS = 5;
const PAUSE_WHILE_GONE_MS = 100;

/**
 * Decides calls one after the other until told to stop. A request that was not answered, or not carried out, is repeated with
 * the same request id until it is, so at the end every request that was begun has its answer.
 */
export async function decideUntil(stop: () => boolean, caller: () => WritClient, name: string, load: Load): Promise<void> {
  for (let i = 0; !stop(); i += 1) {
    const requestId = `${name}-${i}`;
    const decision = await decideOnce(
      caller,
      { sessionId: `session-of-${name}`, requestId, tool: 'pay', arguments: { i } },
      load,
    );
    load.acknowledged.set(requestId, decision);
  }
}

async function decideOnce(caller: () => WritClient, request: object, load: Load): Promise<Decision> {
  for (;;) {
    const answer = await caller()
      .send<Decision>('POST', '/v1/decisions', request)
      .catch((error: unknown) => {
        // fetch says so, and nothing else, when the other side is gone.
        expectThat(String(error), error).toBeInstanceOf(TypeError);
        load.unanswered += 1;
      });
    if (answer?.status === 200) return answer.body;
    if (answer) {
      const problem = problemIn(answer);
      expectThat(JSON.stringify(problem), AWAY.includes(problem.code) && problem.status === 503).toBe(true);
      expect(answer.headers.get('retry-after')).toBeTruthy();
      load.refused.set(problem.code, (load.refused.get(problem.code) ?? 0) + 1);
    }
    await new Promise((resolve) => setTimeout(resolve, answer ? PAUSE_MS : PAUSE_WHILE_GONE_MS));
  }
}

/** Every answer anybody got is in the ledger, once and as told, and each request id was decided once. */
export async function assertNothingLost(store: EventStore, tenant: string, load: Load): Promise<void> {
  const events = await assertLedgerIsSound(store, tenant);
  const answers = [...load.acknowledged.values()];
  checkAcknowledged(events, answers);
  checkDecisions(events);
  const ours = events.filter(({ type, data }) => type === 'DecisionRecorded' && load.acknowledged.has(String(data['requestId'])));
  expectThat('one decision for each request id', ours).toHaveLength(load.acknowledged.size);
  expect(new Set(answers.map(({ decisionId }) => decisionId)).size).toBe(answers.length);
}

export const told = (load: Load): string =>
  `${load.acknowledged.size} acknowledged; refused ${JSON.stringify([...load.refused])}; unanswered ${load.unanswered}`;
