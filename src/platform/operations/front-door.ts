import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, type Refusal } from '#libs/event-sourcing';
import { Dispatcher } from '#libs/nest-operations';
import type { AnswerOf, AnyOperation, AsOf, InputOf } from '#libs/operations';
import { checkAccess } from '#platform/auth/access';
import { MinPosition } from '#platform/operations/min-position';
import { Past } from '#platform/past/past';
import { RefusalError } from '#platform/http/problem-details';
import { nameOperation } from '#platform/http/request-context';
import { Metrics } from '#platform/telemetry/metrics';
import { traced } from '#platform/telemetry/tracing';
import { admission, type Caller } from './caller.js';
import { checkedInput } from './input.js';
import { People } from './people.js';
import { ReadAudit } from './read-audit.js';
import { Replies, type Reply } from './replies.js';

/**
 * The one way to a feature's operations. REST routes, GraphQL fields, the demo's seed and jobs that ask for what operators ask for
 * come here; whatever is done for every operation is done here and nowhere else.
 */
@Injectable()
export class FrontDoor {
  constructor(
    @Inject(Dispatcher) private readonly dispatcher: Dispatcher,
    @Inject(Replies) private readonly replies: Replies,
    @Inject(MinPosition) private readonly minPosition: MinPosition,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
    @Inject(People) private readonly people: People,
    @Inject(Past) private readonly past: Past,
  ) {}

  /** `given` may hold anything: it is held to the operation's schemas. An expected no is an answer, never thrown. */
  async ask<O extends AnyOperation>(
    operation: O,
    given: Readonly<Record<string, unknown>>,
    caller: Caller,
  ): Promise<AnswerOf<O> | Refusal> {
    try {
      admit(operation, caller);
      return (await this.carryOut(operation, checkedInput(operation, given), caller)).answer;
    } catch (error) {
      if (error instanceof RefusalError) return error.refusal;
      throw error;
    }
  }

  /** For transports that have checked the input against the operation's schemas as part of reading it. */
  async carryOut<O extends AnyOperation>(operation: O, input: InputOf<O>, caller: Caller): Promise<Reply<AnswerOf<O>>> {
    admit(operation, caller);
    const { name, readsFrom } = operation.spec;
    const end = this.metrics.operations.startTimer({ operation: name });
    let outcome = 'FAULT';
    nameOperation(caller.facts, name);
    try {
      return await traced(name, caller.facts, async (span) => {
        const asOf = asOfIn(input);
        if (readsFrom !== undefined && asOf === undefined)
          await this.minPosition.reached(readsFrom, caller.principal.tenant, caller.minPosition);
        await this.noted(operation, input, caller);
        const dispatch = (seed?: string) => this.dispatcher.dispatch(operation, input, admission(caller, seed));
        const reply = await this.replies.once(operation, input, caller, (seed) =>
          asOf === undefined ? dispatch(seed) : this.past.asOf({ operation, input, asOf, asker: caller.principal }, dispatch),
        );
        if (!isRefusal(reply.answer)) await this.people.named(operation.spec.answer, reply.answer, ledgerOf(input, caller));
        outcome = isRefusal(reply.answer) ? reply.answer.refused : 'OK';
        span.setAttribute('writ.outcome', outcome);
        return reply;
      });
    } catch (error) {
      if (error instanceof RefusalError) outcome = error.refusal.refused;
      throw error;
    } finally {
      end({ outcome });
      if (outcome !== 'OK') caller.facts.code = outcome;
    }
  }

  private async noted({ kind, spec }: AnyOperation, input: unknown, { principal, facts }: Caller): Promise<void> {
    if (kind === 'query' && principal.kind === 'operator') await this.audit.note(principal, facts, spec.name, input);
  }
}

/** What Writ does by itself was let in when it was written; everybody else is held to the operation's access. */
function admit({ spec }: AnyOperation, { principal }: Caller): void {
  if (principal.kind !== 'system') checkAccess(spec.access, principal);
}

/** Only queries that can be told as of then take it. */
function asOfIn(input: unknown): AsOf | undefined {
  return ((input ?? {}) as { readonly asOf?: AsOf }).asOf;
}

/** Whose people an answer tells of: what is asked of another ledger by name was let through by its handler. */
function ledgerOf(input: unknown, { principal }: Caller): string {
  const { tenant } = (input ?? {}) as { readonly tenant?: unknown };
  return typeof tenant === 'string' ? tenant : principal.tenant;
}
