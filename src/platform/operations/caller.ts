import type { Type } from '@nestjs/common';
import { newId } from '#libs/event-ids';
import type { CommandContext, Refusal } from '#libs/event-sourcing';
import { handling as handlerFor, type Instances, type Provided } from '#libs/nest-operations';
import type { Access, AnyOperation, AnswerOf, Asked as Message, InputOf } from '#libs/operations';
import type { AgentPrincipal, OperatorPrincipal, Principal, SystemPrincipal } from '#platform/auth/principal';
import { commandContext, type RequestFacts } from '#platform/http/request-context';

/** Who comes to the front door, whatever way. */
export interface Caller {
  readonly principal: Principal | SystemPrincipal;
  readonly facts: RequestFacts;
  /** The same key for the same command means the same command. A job gives what its run is about. */
  readonly key?: string | undefined;
  /** `Writ-Min-Position` as it came. */
  readonly minPosition?: string | string[] | undefined;
  /** Aborts when whoever asked has gone, where a transport knows. For what is long and ends with its caller. */
  readonly gone?: () => AbortSignal;
}

/** Whom an operation's access lets in. */
type Admitted<A extends Access> = A extends { to: 'agent' }
  ? AgentPrincipal
  : A extends { to: 'agent-or-operator' }
    ? Principal
    : OperatorPrincipal | SystemPrincipal;

/** Who asks, as a handler sees it: let in, and with the context of the command in the caller's own ledger. */
export interface Admission<P> {
  readonly principal: P;
  readonly context: CommandContext;
  readonly gone?: Caller['gone'];
}

type AdmissionTo<O extends AnyOperation> = Admission<Admitted<O['spec']['access']>>;
/** What a handler of `O` is given. */
export type Asked<O extends AnyOperation> = Message<InputOf<O>, AdmissionTo<O>>;

/** The handler of one operation. `means` are injected, and given after what was asked. A refusal is returned, never thrown. */
export function handling<O extends AnyOperation, const P extends readonly Provided[]>(
  operation: O,
  means: P,
  carryOut: (asked: Asked<O>, ...means: Instances<P>) => Promise<AnswerOf<O> | Refusal>,
): Type {
  return handlerFor<O, AdmissionTo<O>, P>(operation, means, carryOut);
}

export function admission({ principal, facts, gone }: Caller, seed?: string): Admission<Principal | SystemPrincipal> {
  return { principal, context: { ...commandContext(facts, principal), ...(seed !== undefined && { seed }) }, gone };
}

/** Writ itself at the front door: `id` names what acts, `key` makes a repeat the same command. */
export function systemCaller(id: string, tenant: string, key?: string): Caller {
  const facts: RequestFacts = { requestId: newId(), trace: null };
  return { principal: { kind: 'system', tenant, id }, facts, key };
}
