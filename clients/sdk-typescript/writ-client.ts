import { newId } from '#libs/event-ids';
import type { Json, JsonObject } from '#libs/event-sourcing';
import * as shapes from '../contract/answers.js';
import type { DecisionAnswer } from '../contract/decided.js';
import { problemFacts, WritProblem } from '../contract/problem.js';
import { understood, type Unread } from '../contract/reading.js';
import type { AnswerTo, Asked, Route, Schemas } from '../contract/routes.js';
import type { LogAnswer, OutcomeAnswer, PlanAnswer } from './answer-types.js';
import * as ownShapes from './answers.js';
import { Connection, type ConnectionOptions } from './connection.js';
import { assertSendable, assertStill } from './recordable.js';

/**
 * What is asked. `arguments` is exactly what the tool would be called with. The same `requestId` in a session is the same
 * question and gets the same answer; one is made when it is left out.
 */
export interface DecideRequest {
  readonly requestId?: string;
  readonly sessionId: string;
  readonly tool: string;
  readonly arguments: JsonObject;
  /** Anything else the policy may consider. */
  readonly context?: JsonObject;
  /** Of an approval that was given for exactly this call; asking for the same call again does the same. */
  readonly approvalToken?: string;
  /** The prompt this call answers, for the risk annotation. */
  readonly prompt?: { readonly type: string; readonly confidence: 'low' | 'medium' | 'high'; readonly action: string };
}

/** What became of a decided call. */
export interface Outcome {
  readonly status: 'succeeded' | 'failed' | 'refused' | 'unknown';
  readonly durationMs?: number;
  readonly result?: Json;
  readonly labels?: string[];
  readonly error?: string;
  /** What the call really used, instead of what `context.usage` said before it. */
  readonly usage?: { readonly tokens: number };
}

/** One item of a batch fails alone. */
export type BatchItem =
  | { readonly ok: true; readonly decision: DecisionAnswer }
  | { readonly ok: false; readonly problem: WritProblem };

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface PulledPlan {
  readonly etag: string;
  readonly answer: PlanAnswer;
}

/** Time beyond the wait that was asked for, in which an answer may still be on its way. */
const POLL_MARGIN_MS = 10_000;
const MAX_WAIT_SECONDS = 60;

/**
 * Writ over HTTP, for one agent. Whatever goes wrong rejects with WritProblem (Writ said no), WritUnreachable (no answer),
 * UnexpectedAnswer, or NotSent (what was given is no JSON). A denial is none of these: it is an answer with the verdict DENY.
 */
export class WritClient {
  private readonly connection: Connection;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
  }

  /** Asks whether a call may run. Repeated until the deadline while Writ is away: under one request id it is one question. */
  async decide(request: DecideRequest, { signal }: CallOptions = {}): Promise<DecisionAnswer> {
    const asked = identified(request, 'the request');
    assertSendable(asked, 'the request');
    const body = await this.post('/v1/decisions', { body: asked }, signal);
    return understood(shapes.DecisionAnswer, body, 'decision');
  }

  /** Up to 1,000 questions; answers in their order. */
  async decideBatch(requests: readonly DecideRequest[], { signal }: CallOptions = {}): Promise<BatchItem[]> {
    const asked = requests.map((request, index) => identified(request, `request ${index}`));
    for (const [index, each] of asked.entries()) assertSendable(each, `request ${index}`);
    const body = await this.post('/v1/decisions/batch', { body: asked }, signal);
    const { items } = understood(ownShapes.BatchAnswer, body, 'batch');
    return items.map(batchItem);
  }

  /**
   * Tells what became of a decided call, once: a second outcome is refused with OUTCOME_ALREADY_RECORDED. When an answer was
   * lost on the way and the repetition finds an outcome recorded, that counts as this one.
   */
  async recordOutcome(decisionId: string, outcome: Outcome, { signal }: CallOptions = {}): Promise<OutcomeAnswer> {
    const told = said(outcome, 'the outcome');
    assertSendable(told, 'the outcome');
    try {
      const body = await this.post('/v1/decisions/{id}/outcome', { path: { id: decisionId }, body: told }, signal);
      return understood(ownShapes.OutcomeAnswer, body, 'outcome');
    } catch (error) {
      if (!(error instanceof WritProblem) || error.code !== 'OUTCOME_ALREADY_RECORDED' || error.attempts === 1) throw error;
      const { ledger } = error.body as { ledger: Unread<Schemas['LedgerReceipt']> };
      return { decisionId, status: outcome.status, ledger: understood(shapes.Receipt, ledger, 'receipt') };
    }
  }

  /** State of the request that a held call waits for; with `waitSeconds` the server holds the question while it is `pending`. */
  async awaitApproval(
    approvalId: string,
    { waitSeconds = 0, signal }: CallOptions & { readonly waitSeconds?: number } = {},
  ): Promise<string> {
    const wait = Math.min(Math.floor(waitSeconds), MAX_WAIT_SECONDS);
    const asked = { path: { id: approvalId }, query: { ...(wait > 0 && { wait }) } };
    const timeoutMs = wait * 1000 + POLL_MARGIN_MS;
    const { body } = await this.connection.get('/v1/approvals/{id}', asked, {
      isRepeatable: true,
      timeoutMs,
      ...(signal && { signal }),
    });
    return understood(ownShapes.ApprovalAnswer, body, 'approval').state;
  }

  /**
   * The compiled revision to enforce for a policy; undefined when it is still the one with this ETag. With `waitSeconds` the
   * server may hold the request until there is another one. Sent once: who polls decides when to ask again.
   */
  async pullPlan(
    policy: string,
    { etag, waitSeconds = 0, signal }: CallOptions & { readonly etag?: string; readonly waitSeconds?: number } = {},
  ): Promise<PulledPlan | undefined> {
    const wait = Math.min(Math.floor(waitSeconds), MAX_WAIT_SECONDS);
    const answer = await this.connection.get(
      '/v1/policy-plans/{name}',
      { path: { name: policy } },
      {
        headers: { ...(etag !== undefined && { 'if-none-match': etag }), ...(wait > 0 && { prefer: `wait=${wait}` }) },
        isRepeatable: false,
        ...(wait > 0 && { timeoutMs: wait * 1000 + POLL_MARGIN_MS }),
        ...(signal && { signal }),
      },
    );
    if (answer.status === 304) return undefined;
    return { etag: answer.headers.get('etag') ?? '', answer: understood(ownShapes.PlanAnswer, answer.body, 'plan') };
  }

  /**
   * Sends decisions in OPA's decision-log format: a JSON array, gzipped, at most 1 MiB. Sent once; when it fails the same may
   * be sent again, because each decision id is recorded once.
   */
  async sendDecisionLog(gzipped: Uint8Array, { signal }: CallOptions = {}): Promise<LogAnswer> {
    const answer = await this.connection.postBytes('/v1/opa/logs', gzipped, {
      headers: { 'content-encoding': 'gzip' },
      isRepeatable: false,
      ...(signal && { signal }),
    });
    return understood(ownShapes.LogAnswer, answer.body, 'answer to a decision log');
  }

  private async post<P extends Route<'post'>>(
    route: P,
    asked: Asked<'post', P>,
    signal: AbortSignal | undefined,
  ): Promise<Unread<AnswerTo<'post', P>>> {
    const { body } = await this.connection.post(route, asked, { isRepeatable: true, ...(signal && { signal }) });
    return body;
  }
}

/** With an id of its own a question can be asked again without being decided twice. */
export function identified(request: DecideRequest, what: string): DecideRequest {
  const asked = said(request, what);
  return asked.requestId === undefined ? { ...asked, requestId: newId() } : asked;
}

/** A member of its own that is undefined is one that was left out; inside of what is sent it is a value that got lost. */
export function said<T extends object>(request: T, what: string): T {
  assertStill(request, what);
  if (Object.values(request).every((value) => value !== undefined)) return request;
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined)) as T;
}

function batchItem(item: Unread<Schemas['DecisionAnswer']>): BatchItem {
  const refused = ownShapes.RefusedItem.safeParse(item);
  if (!refused.success) return { ok: true, decision: understood(shapes.DecisionAnswer, item, 'batch') };
  return { ok: false, problem: new WritProblem(problemFacts(refused.data.status, item, null, undefined)) };
}
