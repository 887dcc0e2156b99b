import type { RememberedStates } from '#libs/decision-guards';
import {
  NO_STREAM,
  type AppendReceipt,
  type AppendRequest,
  type StreamState,
  type StreamStates,
  type StreamWrite,
} from '#libs/event-sourcing';
import type { GuardRegistry } from '#libs/nest-decision-guards';
import type { Ledger } from '#libs/nest-event-sourcing';
import { decidedSession, decidedSessionEvents, type DecidedSession } from '../decider.js';
import { Standing } from '../guards/standing.js';
import { conditionsOf, type Ahead, type Guarded } from '../guards/stands.js';
import { askingOf, type Ask } from './asks.js';
import { draftDecisions, type DecisionDraft } from './decision-draft.js';

/** Asks as they were drafted for one append, and what they were judged by. */
export interface Drafted {
  readonly tenant: string;
  readonly asks: readonly Ask[];
  readonly standing: Standing;
  /** By guards, or by their sessions. */
  readonly refused: DecisionDraft['refused'];
  readonly draft: DecisionDraft;
  /** Streams that nobody remembers were taken for new ones where that might do. */
  readonly supposes: boolean;
}

/** How a draft leaves one stream. */
export interface Left {
  readonly states: RememberedStates<unknown>;
  readonly stream: string;
  readonly state: StreamState<unknown>;
}

/** Judges asks by what is remembered, or by what those under way will leave, and remembers what became of it. */
export class DecisionDrafting {
  private readonly sessions: StreamStates<typeof decidedSessionEvents, DecidedSession>;

  constructor(
    private readonly ledger: Ledger,
    private readonly registry: Pick<GuardRegistry, 'guards'>,
    /** RFC 3339 UTC. */
    private readonly now: () => string = () => new Date().toISOString(),
  ) {
    this.sessions = ledger.states(decidedSessionEvents, decidedSession);
  }

  /** Whether the session of an ask need not be read. */
  knows(ask: Ask): boolean {
    return this.sessions.peek(ask.agent.tenant, ask.stream) !== undefined;
  }

  /** `asks` MUST be of one tenant and have distinct ids. */
  async draft(asks: readonly Ask[], supposes: boolean, ahead?: Ahead): Promise<Drafted> {
    const { tenant } = asks[0]!.agent;
    const sessions = await this.loadSessions(tenant, asks, ahead);
    const standing = new Standing(this.registry.guards, tenant, supposes, ahead);
    const { admitted, refused } = await standing.admit(asks, (ask) => askingOf(ask, sessions.get(ask.stream)?.state.session));
    const draft = await this.judged(sessions, admitted, standing);
    return { tenant, asks, standing, refused: [...refused, ...draft.refused], draft, supposes };
  }

  requestOf({ tenant, draft: { sessions, along, heard } }: Drafted): AppendRequest {
    const writes: StreamWrite[] = [];
    for (const [stream, { loaded, events }] of sessions)
      if (events.length > 0) writes.push({ stream, expect: loaded.revision, events });
    writes.push(...along);
    return { tenant, writes, conditions: conditionsOf(heard) };
  }

  /** How the ledger will stand once this is in. */
  leftBy({ draft, standing }: Drafted): Left[] {
    const left: Left[] = standing.left();
    for (const [stream, { loaded, state, events }] of draft.sessions)
      if (events.length > 0)
        left.push({ states: this.sessions, stream, state: { state, revision: loaded.revision + events.length } });
    return left;
  }

  /** It is in. */
  landed(drafted: Drafted, { repeated }: AppendReceipt, left: readonly Left[] = this.leftBy(drafted)): void {
    const { tenant } = drafted;
    if (repeated) return;
    for (const { states, stream, state } of left) states.keep(tenant, stream, state);
  }

  /**
   * Something moved. At first that alone is brought up to date; where that was not enough somebody else is busy with the same streams, and
   * whoever learned of them one by one would always be too late.
   */
  async refresh({ tenant, asks, standing, supposes }: Drafted, moved: string): Promise<void> {
    const sessions = [...new Set(asks.map((ask) => ask.stream))];
    const stale = supposes ? sessions.filter((stream) => stream === moved) : sessions;
    await Promise.all([
      supposes ? standing.refresh(moved) : standing.refreshAll(),
      ...stale.map((stream) => this.sessions.refresh(tenant, stream)),
    ]);
  }

  /** A guard that may revise is called in when there is something for it; that may lead to what another one may revise. */
  private async judged(
    sessions: ReadonlyMap<string, StreamState<DecidedSession>>,
    admitted: readonly Guarded<Ask>[],
    standing: Standing,
  ): Promise<DecisionDraft> {
    const now = this.now();
    await standing.prepare(admitted, now);
    for (;;) {
      const draft = draftDecisions(sessions, admitted, { now, standing, newId: this.ledger.newId });
      if (draft.awaited.length === 0) return draft;
      await standing.call(draft.awaited);
    }
  }

  /** An outcome is of a decision that was recorded: a session remembered as never opened is an old memory. */
  private async loadSessions(
    tenant: string,
    asks: readonly Ask[],
    ahead: Ahead | undefined,
  ): Promise<ReadonlyMap<string, StreamState<DecidedSession>>> {
    const sessions = new Map<string, StreamState<DecidedSession> | undefined>();
    for (const ask of asks) {
      const stream = ask.stream;
      const known = sessions.get(stream) ?? this.peek(tenant, stream, ahead);
      const isOld = known?.revision === NO_STREAM && ask.kind === 'outcome';
      sessions.set(stream, isOld ? undefined : known);
    }
    const unknown: Promise<void>[] = [];
    for (const [stream, known] of sessions)
      if (!known) unknown.push(this.sessions.refresh(tenant, stream).then((state) => void sessions.set(stream, state)));
    if (unknown.length > 0) await Promise.all(unknown);
    return sessions as ReadonlyMap<string, StreamState<DecidedSession>>;
  }

  private peek(tenant: string, stream: string, ahead: Ahead | undefined): StreamState<DecidedSession> | undefined {
    const left = ahead?.peek(this.sessions, stream) as StreamState<DecidedSession> | undefined;
    return left ?? this.sessions.peek(tenant, stream);
  }
}
