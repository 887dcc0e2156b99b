import { sessionStream } from '#features/sessions/contract';
import { NO_STREAM, type AppendReceipt, type AppendRequest, type StreamState, type StreamStates } from '#libs/event-sourcing';
import type { GuardRegistry } from '#libs/nest-decision-guards';
import type { Ledger } from '#libs/nest-event-sourcing';
import { decidedSession, decidedSessionEvents, type DecidedSession } from '../decider.js';
import { Standing } from '../guards/standing.js';
import { conditionsOf, type Ahead, type Guarded } from '../guards/stands.js';
import { askingOf, sessionOf, type Ask } from './asks.js';
import { draftDecisions, type DecisionDraft, type DraftedSession } from './decision-draft.js';

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
  readonly states: object;
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
    return this.sessions.peek(ask.agent.tenant, sessionStream(sessionOf(ask))) !== undefined;
  }

  /** `asks` MUST be of one tenant and have distinct ids. */
  async draft(asks: readonly Ask[], supposes: boolean, ahead?: Ahead): Promise<Drafted> {
    const { tenant } = asks[0]!.agent;
    const sessions = await this.loadSessions(tenant, asks, ahead);
    const standing = new Standing(this.registry.guards, tenant, supposes, ahead);
    const { admitted, refused } = await standing.admit(asks, (ask) =>
      askingOf(ask, sessions.get(sessionStream(sessionOf(ask)))?.state.session),
    );
    const draft = await this.judged(sessions, admitted, standing);
    return { tenant, asks, standing, refused: [...refused, ...draft.refused], draft, supposes };
  }

  requestOf({ tenant, draft: { sessions, along, heard } }: Drafted): AppendRequest {
    const writes = moved(sessions).map(([stream, { loaded, events }]) => ({ stream, expect: loaded.revision, events }));
    return { tenant, writes: [...writes, ...along], conditions: conditionsOf(heard) };
  }

  /** How the ledger will stand once this is in. */
  leftBy({ draft, standing }: Drafted): Left[] {
    const left: Left[] = standing.left();
    for (const [stream, { loaded, state, events }] of moved(draft.sessions))
      left.push({ states: this.sessions, stream, state: { state, revision: loaded.revision + events.length } });
    return left;
  }

  /** It is in. */
  landed({ tenant, draft, standing }: Drafted, { repeated }: AppendReceipt): void {
    if (repeated) return;
    standing.settle();
    for (const [stream, { loaded, domainEvents }] of moved(draft.sessions))
      this.sessions.advance(tenant, stream, loaded, domainEvents);
  }

  /**
   * Something moved. At first that alone is brought up to date; where that was not enough somebody else is busy with the same streams, and
   * whoever learned of them one by one would always be too late.
   */
  async refresh({ tenant, asks, standing, supposes }: Drafted, moved: string): Promise<void> {
    const sessions = [...new Set(asks.map((ask) => sessionStream(sessionOf(ask))))];
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
      const stream = sessionStream(sessionOf(ask));
      const known = sessions.get(stream) ?? this.peek(tenant, stream, ahead);
      const isOld = known?.revision === NO_STREAM && ask.kind === 'outcome';
      sessions.set(stream, isOld ? undefined : known);
    }
    const load = async ([stream, known]: [string, StreamState<DecidedSession> | undefined]) =>
      [stream, known ?? (await this.sessions.refresh(tenant, stream))] as const;
    return new Map(await Promise.all([...sessions].map(load)));
  }

  private peek(tenant: string, stream: string, ahead: Ahead | undefined): StreamState<DecidedSession> | undefined {
    const left = ahead?.peek(this.sessions, stream) as StreamState<DecidedSession> | undefined;
    return left ?? this.sessions.peek(tenant, stream);
  }
}

function moved(sessions: ReadonlyMap<string, DraftedSession>): [string, DraftedSession][] {
  return [...sessions].filter(([, { events }]) => events.length > 0);
}
