import { newId } from '#libs/event-ids';
import * as shapes from '../../contract/answers.js';
import { waitAfter } from '../../contract/backoff.js';
import type { DecisionAnswer } from '../../contract/decided.js';
import { isTemporary, problemFacts, WritProblem, WritUnreachable } from '../../contract/problem.js';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import type { OutcomeAnswer } from '../answer-types.js';
import * as ownShapes from '../answers.js';
import type { ConnectionOptions } from '../connection.js';
import { systemClock, type Clock } from '../local/clock.js';
import { assertSendable } from '../recordable.js';
import { type CallOptions, type DecideRequest, identified, type Outcome, said } from '../writ-client.js';
import { type StreamMessage, StreamSocket } from './stream-socket.js';

/** The server takes 1,000 at once on one socket; more wait here for those before them. */
const UNDER_WAY = 500;
const MAX_WAITING = 10_000;
const DEADLINE_MS = 30_000;

interface Question {
  readonly text: string;
  readonly resolve: (answer: StreamMessage) => void;
  readonly reject: (error: Error) => void;
  /** How often it was sent: when more than once, the fate of the earlier ones is not known. */
  sent: number;
  isUnderWay: boolean;
}

/**
 * Many questions over one WebSocket, answered in whatever order they are decided. It connects with the first question. A lost connection is
 * made again and what was not answered is asked again, under the same request ids, so nothing is decided twice. What can go wrong
 * is what can go wrong with `WritClient`. Keeps the process alive until `close`.
 */
export class DecisionStream {
  private readonly clock: Clock;
  private readonly questions = new Map<string, Question>();
  private socket: StreamSocket | undefined;
  private isOpen = false;
  private failures = 0;
  private readonly closing = new AbortController();

  constructor(private readonly options: ConnectionOptions) {
    this.clock = options.clock ?? systemClock;
  }

  /** As `WritClient.decide`. */
  async decide(request: DecideRequest, { signal }: CallOptions = {}): Promise<DecisionAnswer> {
    const asked = identified(request, 'the request');
    assertSendable(asked, 'the request');
    const { answer } = await this.ask('decide', { request: asked }, signal);
    return understood(shapes.DecisionAnswer, withoutAddress(answer) as Unread<Schemas['DecisionAnswer']>, 'decision');
  }

  /** As `WritClient.recordOutcome`. */
  async outcome(decisionId: string, outcome: Outcome, { signal }: CallOptions = {}): Promise<OutcomeAnswer> {
    const told = said(outcome, 'the outcome');
    assertSendable(told, 'the outcome');
    try {
      const { answer } = await this.ask('outcome', { decisionId, ...told }, signal);
      return understood(ownShapes.OutcomeAnswer, withoutAddress(answer) as Unread<Schemas['OutcomeAnswer']>, 'outcome');
    } catch (error) {
      if (!(error instanceof WritProblem) || error.code !== 'OUTCOME_ALREADY_RECORDED' || error.attempts === 1) throw error;
      const { ledger } = error.body as { ledger: Unread<Schemas['LedgerReceipt']> };
      return { decisionId, status: outcome.status, ledger: understood(shapes.Receipt, ledger, 'receipt') };
    }
  }

  /** Whoever still waits for an answer is told that there is none. */
  close(): void {
    this.closing.abort();
    this.socket?.end();
    this.giveUp(new WritUnreachable('the stream was closed'));
  }

  private async ask(type: string, members: object, signal: AbortSignal | undefined): Promise<{ answer: StreamMessage }> {
    if (this.closing.signal.aborted) throw new WritUnreachable('the stream was closed');
    if (this.questions.size >= MAX_WAITING) throw new RangeError(`more than ${MAX_WAITING} questions wait for an answer`);
    signal?.throwIfAborted();
    const id = newId();
    const ended = new AbortController();
    const waiting = AbortSignal.any(signal ? [ended.signal, signal] : [ended.signal]);
    const deadlineMs = this.options.deadlineMs ?? DEADLINE_MS;
    try {
      return await new Promise((resolve, reject) => {
        const text = JSON.stringify({ type, id, ...members });
        const answered = (answer: StreamMessage): void => resolve({ answer });
        this.questions.set(id, { text, resolve: answered, reject, sent: 0, isUnderWay: false });
        signal?.addEventListener('abort', () => reject(signal.reason as Error), { signal: ended.signal });
        void this.late(deadlineMs, waiting).then((isLate) => {
          if (isLate) reject(new WritUnreachable(`no answer from ${this.options.url} within ${deadlineMs} ms`));
        });
        this.goOn();
      });
    } finally {
      ended.abort();
      this.questions.delete(id);
      if (!this.closing.signal.aborted) this.goOn();
    }
  }

  private async late(ms: number, signal: AbortSignal): Promise<boolean> {
    await this.clock.wait(ms, signal);
    return !signal.aborted;
  }

  /** Sends what may be under way, over a connection that is made when there is none. */
  private goOn(): void {
    if (!this.socket) return this.questions.size > 0 ? this.connect() : undefined;
    if (!this.isOpen) return;
    let underWay = 0;
    for (const question of this.questions.values()) {
      if (underWay >= UNDER_WAY) return;
      underWay += 1;
      if (question.isUnderWay) continue;
      question.isUnderWay = true;
      question.sent += 1;
      this.socket.send(question.text);
    }
  }

  private connect(): void {
    const { url, agentKey } = this.options;
    const socket = new StreamSocket(url.replace(/\/+$/, ''), typeof agentKey === 'string' ? agentKey : agentKey(), {
      opened: () => {
        this.isOpen = true;
        this.goOn();
      },
      heard: (message) => this.heard(message),
      lost: (reason, isRefused) => void this.lost(reason, isRefused),
    });
    this.socket = socket;
  }

  private heard(message: StreamMessage): void {
    const question = message.id === undefined ? undefined : this.questions.get(message.id);
    if (!question) return;
    this.failures = 0;
    if (message.type !== 'error') return question.resolve(message);
    const problem = problemOf(message, question.sent);
    if (isTemporary(problem)) void this.again(question, problem);
    else question.reject(problem);
  }

  /** The same question, when the server may have time for it. Its deadline ends it. */
  private async again(question: Question, problem: WritProblem): Promise<void> {
    await this.clock.wait(waitAfter(problem, question.sent, this.chance()), this.closing.signal);
    question.isUnderWay = false;
    this.goOn();
  }

  private async lost(reason: string, isRefused: boolean): Promise<void> {
    this.isOpen = false;
    for (const question of this.questions.values()) question.isUnderWay = false;
    if (isRefused) {
      this.socket = undefined;
      const facts = {
        code: 'UNAUTHENTICATED',
        status: 401,
        detail: reason,
        requestId: undefined,
        retryAfterMs: undefined,
        body: undefined,
      };
      return this.giveUp(new WritProblem(facts));
    }
    this.failures += 1;
    await this.clock.wait(waitAfter(undefined, this.failures, this.chance()), this.closing.signal);
    this.socket = undefined;
    if (!this.closing.signal.aborted) this.goOn();
  }

  private giveUp(error: Error): void {
    const asked = [...this.questions.values()];
    // Before anybody hears of it, or it would be taken for what is still to be asked.
    this.questions.clear();
    for (const { reject } of asked) reject(error);
  }

  private chance(): number {
    return (this.options.random ?? Math.random)();
  }
}

/** The answer as over HTTP. */
function withoutAddress({ type: _type, id: _id, ...answer }: StreamMessage): object {
  return answer;
}

function problemOf({ type: _type, id: _id, ...told }: StreamMessage, attempts: number): WritProblem {
  const status = typeof told['status'] === 'number' ? told['status'] : 0;
  return new WritProblem(problemFacts(status, told, null, undefined), attempts);
}
