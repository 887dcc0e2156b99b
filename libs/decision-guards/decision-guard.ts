import type { CommandContext, Json, JsonObject, Refusal, StreamState, StreamWrite } from '#libs/event-sourcing';
import type { DecisionCode, Outcome, Ruling, Verdict } from '#libs/ruling';

/** What an agent asks, as guards find it: before the session has let it in. */
export interface Asking {
  readonly tenant: string;
  readonly agent: { readonly id: string; readonly keyId: string; readonly labels: Readonly<Record<string, string>> };
  readonly session: string;
  /** Null when it is not a call but what became of one. */
  readonly call: AskedCall | null;
  /** What became of a call; null when it is a call. */
  readonly settles: Settlement | null;
  /** Sessions that this one was started from or given results of, and theirs; left out before the session was looked at. */
  readonly lineage?: readonly string[];
}

export interface AskedCall {
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly context?: JsonObject | undefined;
  /** What the agent says it was given for this call; nobody has looked at it. */
  readonly approvalToken?: string | undefined;
}

/** What an agent reports of a call that was decided before. */
export interface Settlement {
  readonly decision: string;
  readonly status: Outcome;
  readonly labels: readonly string[];
  /** Undefined when the agent told none. */
  readonly result: Json | undefined;
  readonly error?: string | undefined;
  /** What the call really used; undefined when the agent does not say. */
  readonly usage?: { readonly tokens: number } | undefined;
  /** The decision as it was recorded. */
  readonly input: CallInput;
  readonly verdict: Verdict;
  readonly code: DecisionCode;
}

/** The call on the session as the calls before it leave it: exactly what is recorded as what the verdict depends on. */
export interface CallInput {
  readonly tenant: string;
  readonly agent: { readonly id: string; readonly labels: Readonly<Record<string, string>> };
  readonly session: {
    readonly id: string;
    readonly tags: string[];
    readonly openedAt: string;
    readonly decisions: number;
    readonly allowed: number;
    readonly denied: number;
    readonly failed: number;
  };
  readonly tool: string;
  readonly arguments: JsonObject;
  readonly context: JsonObject;
  readonly prompt: { readonly type: string; readonly confidence: 'low' | 'medium' | 'high'; readonly action: string } | null;
  /** RFC 3339 UTC. */
  readonly time: string;
  /** What is known of what happened before, by the names under which a tenant declared it; left out by tenants that declared none. */
  readonly facts?: JsonObject | undefined;
  /** Of the data in it and in its session, in lower case; left out by tenants without a catalogue of tools. */
  readonly labels?: string[] | undefined;
  /** Where the call stands in the limits that are about it, by their names; left out where none is. */
  readonly limits?: Readonly<Record<string, LimitStanding>> | undefined;
  /** What the call costs if it may run; left out by tenants without a list of prices. */
  readonly cost?: CallCost | undefined;
}

/** In minor units of money and thousandths of one. */
export interface CallCost {
  /** Version of the list it was priced by. */
  readonly prices: number;
  /** Of it, what a thousand tokens cost, in minor units; 0 where tokens do not matter. */
  readonly perThousandTokens: number;
  readonly minor: number;
  /** 0 to 999, on top. */
  readonly thousandths: number;
}

/** One limit before a call, and what the call would add. Calls, tokens or minor units of money. */
export interface LimitStanding {
  readonly limit: number;
  readonly used: number;
  readonly adds: number;
  /** Until there is room again, at most. */
  readonly resetSeconds: number;
  readonly action: 'warn' | 'deny';
}

/** A policy revision by content, and what it was signed with. */
export interface PolicyReference {
  readonly id: string;
  readonly revision: number;
  readonly digest: string;
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly entrypoint: string;
  readonly signature: { readonly digest: string; readonly keyId: string } | null;
}

/** The request to people that a held call waits for, or that let it pass. */
export interface ApprovalReference {
  readonly id: string;
  /** RFC 3339 UTC. */
  readonly expiresAt: string;
}

/** A ruling, with the policy revision that made it when one was asked, and the pin that chose that revision. */
export interface Judgement extends Ruling<DecisionCode> {
  readonly policy: PolicyReference | null;
  readonly pin: string | null;
  /** Set by the guard that lets people decide, on what it holds and on what it lets pass. */
  readonly approval?: ApprovalReference | null;
  /** Set by the guard that let the call pass because of an exception: its id. */
  readonly exception?: string | null;
}

/** Remembered state of one kind of stream, possibly a little old; `StreamStates` is one. */
export interface RememberedStates<S> {
  /** Of a stream to which nothing was ever written. */
  readonly absent: StreamState<S>;
  /** Without I/O; undefined when it is not remembered. */
  peek(tenant: string, stream: string): StreamState<S> | undefined;
  load(tenant: string, stream: string): Promise<StreamState<S>>;
  /** As stored now. */
  refresh(tenant: string, stream: string): Promise<StreamState<S>>;
  /** After an append of this process moved the stream there. */
  keep(tenant: string, stream: string, state: StreamState<S>): StreamState<S>;
}

/** A stream that a guard stands on besides its own. */
export interface FurtherStream {
  readonly states: RememberedStates<unknown>;
  readonly stream: string;
}

/** One guard's view of what is asked: the state it judges by, and the revision that state has. */
export interface Asked<S> {
  readonly asking: Asking;
  readonly at: StreamState<S>;
  /** The further streams it stands on, in the order in which it named them. */
  readonly further: readonly StreamState<unknown>[];
}

/** A call that was judged, as it will be recorded if the append succeeds. */
export interface Decided {
  /** The decision's id, and its event's. */
  readonly decision: string;
  readonly context: CommandContext;
  readonly input: CallInput;
  readonly judgement: Judgement;
}

/** What is recorded in the same append as a decision, and how that leaves the guard's own stream. */
export interface Effects<S> {
  readonly writes: readonly StreamWrite[];
  /** For the calls behind it in the same append; its revision counts the events written. */
  readonly leaves?: StreamState<S>;
  /** The same for the further streams, each at its place in `asked.further`; undefined for those that stay as they are. */
  readonly leavesFurther?: readonly (StreamState<unknown> | undefined)[];
}

/** Of a guard that records nothing along; what it judged by must still stand. One for all calls. */
export const NOTHING_ALONG: Effects<never> = { writes: [] };

/** What became of a call, as it will be recorded if the append succeeds. */
export interface Settled {
  readonly context: CommandContext;
  readonly settlement: Settlement;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/**
 * One reason why a call may not run, or may run otherwise. Guards judge in the order of their places, and the first one that
 * rules ends it. A decision is appended on condition that every stream it was judged by still stands at the revision it was
 * judged at; if one moved, the guards that stand on it are brought up to date and the call is judged again.
 *
 * All hooks but `prepare` MUST be pure: the same arguments, the same answer. All I/O is in `states` and in `prepare`. What they throw
 * is a fault, and nothing is decided.
 */
export interface DecisionGuard<S = unknown, P = unknown> {
  /** Unique; kebab-case. */
  readonly name: string;
  /** Unique; smaller ones judge first. */
  readonly place: number;
  /** Left out by a guard that needs to know nothing but the call. Guards may share `states`: a stream is loaded once for all. */
  readonly standsOn?: {
    readonly states: RememberedStates<S>;
    /** The stream that this is judged by; undefined when the guard has no say in it. */
    stream(asking: Asking): string | undefined;
    /** Further streams, which follow from what the first one says. They are loaded, conditioned and refreshed as that one is. */
    further?(asking: Asking, at: StreamState<S>): readonly FurtherStream[];
    /**
     * For guards that do nothing but revise: the rulings they may revise. Their stream is named and loaded only for a call that was
     * ruled so, which costs every other call nothing. Such a guard is not prepared.
     */
    when?(judged: Judgement): boolean;
  };
  /** Once before all of the calls are judged, with the state of each. The result is handed to `judge` and `revise`. */
  prepare?(asked: readonly Asked<S>[], now: string): Promise<P>;
  /**
   * Before anything else, for calls and outcomes alike: who asks as the guard's stream says, or a refusal. After a refusal
   * nothing is decided or recorded. A refusal is told only when it holds on the state as stored now.
   */
  admit?(asked: Asked<S>): Asking | Refusal;
  /**
   * Names calls of other sessions that this one had better be decided together with, because they all move one stream: a lane of
   * its own within the tenant. Nothing depends on it but speed; MUST answer from what is remembered.
   */
  together?(asking: Asking): string | undefined;
  /** What the guards behind it, a policy among them, and the record shall know of the call. Not asked when a guard before it ruled. */
  inform?(asked: Asked<S>, input: CallInput): CallInput;
  /** Undefined to let the next guard judge. */
  judge?(asked: Asked<S>, input: CallInput, prepared: P): Judgement | undefined;
  /**
   * For guards behind the one that ruled: another ruling instead of a policy's, or undefined to leave it. Only a policy's denial or
   * request for approval is ever shown: what another guard stopped, and a policy that failed, cannot be lifted.
   */
  revise?(judged: Judgement, asked: Asked<S>, input: CallInput, prepared: P): Judgement | undefined;
  /**
   * For guards behind the policy: something stricter instead of a ruling that lets the call pass, or undefined to leave it. Asked
   * where it stands, and once more behind everybody when the call passes then; MUST come to the same on what it made itself.
   */
  narrow?(judged: Judgement, asked: Asked<S>, input: CallInput): Judgement | undefined;
  /** What is recorded along with a decision, whoever ruled. A write to the guard's own stream MUST expect the revision in `asked`. */
  effects?(decided: Decided, asked: Asked<S>): Effects<S>;
  /** How what an agent reports of a call is recorded: the value itself, or one that holds less. The other hooks see what came. */
  keep?(value: Json, asked: Asked<S>): Json;
  /** The same as `effects` for what became of a call. */
  settle?(settled: Settled, asked: Asked<S>): Effects<S>;
}
