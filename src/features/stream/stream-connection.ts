import type { RawData, WebSocket } from 'ws';
import type { AgentStanding } from '#features/agents/contract';
import type { DecisionMaker } from '#features/decisions/contract';
import type { ReplayFollowing } from '#features/replays/contract';
import { newId } from '#libs/event-ids';
import { checkAccess } from '#platform/auth/access';
import type { Authentication } from '#platform/auth/authentication';
import type { OperatorPrincipal, Principal } from '#platform/auth/principal';
import { parseJsonBody } from '#platform/http/bodies/json-body';
import { refuseWith, type ProblemDocument } from '#platform/http/problem-details';
import type { RequestFacts } from '#platform/http/request-context';
import { valid } from '#platform/http/valid';
import type { LedgerFollower } from '#platform/live/ledger-follower';
import type { ReadAudit } from '#platform/operations/read-audit';
import { closeReason } from '#platform/live/close-reason';
import { turnAway } from '#platform/live/turn-away';
import { AgentCalls } from './agent-calls.js';
import { NARROW_CHANNELS, type Channel } from './channels.js';
import type { StreamLimits } from './limits.js';
import { ClientMessage, CLOSE, type FollowReplay, type Subscribe } from './messages.js';
import { Outbox } from './outbox.js';
import { Subscriptions } from './subscriptions.js';

export interface StreamServices {
  readonly authentication: Authentication;
  readonly maker: DecisionMaker;
  readonly standing: AgentStanding;
  readonly follower: LedgerFollower;
  readonly replays: ReplayFollowing;
  readonly audit: ReadAudit;
  /** Logs faults; the document is what the client is told. */
  problem(error: unknown, facts: RequestFacts): ProblemDocument;
  /** Whether one more socket of the tenant may stay. */
  admit(connection: StreamConnection, tenant: string): boolean;
  /** Told of a socket that is closed without ever having been admitted. */
  forget(connection: StreamConnection): void;
  /** Told of every socket that is closed from this side. */
  closing(code: number): void;
}

type State = 'waiting' | 'checking' | 'open' | 'closed';

/** One socket from opening to its end: first who it is, then its messages, each answered or refused on its own. */
export class StreamConnection {
  private state: State = 'waiting';
  private principal: Principal | undefined;
  /** Frames that came in the same chunk as the token, heard once it has been checked. */
  private early: RawData[] = [];
  private unanswered = 0;
  private readonly outbox: Outbox;
  private subscriptions: Subscriptions | undefined;
  private calls: AgentCalls | undefined;
  private readonly timers: NodeJS.Timeout[] = [];

  constructor(
    private readonly socket: WebSocket,
    private readonly facts: RequestFacts,
    private readonly services: StreamServices,
    private readonly limits: StreamLimits,
  ) {
    this.outbox = new Outbox(socket, limits, {
      full: () => socket.pause(),
      roomy: () => socket.resume(),
      stalled: () => this.cutOff(),
    });
    socket.on('message', (data) => this.hear(data));
    socket.on('close', () => this.end());
    // An oversized or broken frame: ws closes with the code that says so.
    socket.on('error', () => undefined);
  }

  /** `authorization` is the header of the upgrade request, if it had one. */
  start(authorization: string | undefined): void {
    this.timers.push(setTimeout(() => this.lateToAuthenticate(), this.limits.authenticateMs));
    if (authorization !== undefined) void this.authenticate(() => this.services.authentication.fromHeader(authorization));
  }

  /** Ends the conversation. What was sent before still arrives, followed by `code`. */
  close(code: number, reason: string): void {
    if (this.state === 'closed') return;
    this.end();
    this.services.closing(code);
    if (!this.principal) {
      this.services.forget(this);
      return turnAway(this.socket, code, closeReason(reason));
    }
    // A paused socket would never see the other side's half of the closing.
    if (this.socket.isPaused) this.socket.resume();
    this.socket.close(code, closeReason(reason));
  }

  /** Lets the calls that are waiting be answered, then closes. */
  async finish(): Promise<void> {
    await this.calls?.settled();
    this.close(CLOSE.goingAway, 'the server is stopping');
  }

  private hear(data: RawData): void {
    if (this.state === 'closed') return;
    if (this.state === 'checking') {
      this.early.push(data);
      return;
    }
    let value: unknown;
    try {
      value = parseJsonBody(data as Buffer);
      const message = valid(ClientMessage, value);
      if (this.state === 'waiting') this.introduced(message);
      else this.act(message);
    } catch (error) {
      this.fail(error, idOf(value));
      // Nobody gets to try anything else before having said who it is.
      if (this.state === 'waiting') this.close(CLOSE.unauthenticated, 'authenticate first');
    }
  }

  private introduced(message: ClientMessage): void {
    if (message.type !== 'authenticate') throw refuseWith('UNAUTHENTICATED', 'authenticate first');
    void this.authenticate(() => this.services.authentication.fromToken(message.token));
  }

  private act(message: ClientMessage): void {
    switch (message.type) {
      case 'pong':
        this.unanswered = 0;
        return;
      case 'subscribe':
        return this.subscribe(message);
      case 'follow':
        return this.follow(message);
      case 'unsubscribe':
        return this.operators().stop(message.id);
      case 'decide':
        return this.agents().decide(message);
      case 'outcome':
        return this.agents().outcome(message);
      case 'authenticate':
        throw refuseWith('INVALID_INPUT', 'this connection is authenticated');
    }
  }

  private async authenticate(check: () => Promise<Principal>): Promise<void> {
    this.state = 'checking';
    this.socket.pause();
    try {
      const principal = await check();
      if (this.hasEnded()) return;
      if (!this.services.admit(this, principal.tenant)) throw refuseWith('OVERLOADED', 'too many connections of this tenant');
      this.open(principal, check);
    } catch (error) {
      if (this.hasEnded()) return;
      const { code } = this.fail(error);
      if (code !== 'UNAUTHENTICATED') this.close(CLOSE.overloaded, code);
    }
  }

  private open(principal: Principal, check: () => Promise<Principal>): void {
    const { services, limits, outbox } = this;
    this.clearTimers();
    this.principal = principal;
    this.state = 'open';
    if (principal.kind === 'agent') {
      const { maker, standing } = services;
      const answer = (message: object): void => this.send(message);
      const fail = (error: unknown, id: string, requestId: string): void => void this.fail(error, id, requestId);
      this.calls = new AgentCalls(principal, { maker, standing, trace: this.facts.trace, limit: limits.inFlight, answer, fail });
    } else {
      const fail = (error: unknown, id: string): void => void this.fail(error, id);
      this.subscriptions = new Subscriptions({
        tenant: principal.tenant,
        noted: (channels, after) =>
          services.audit.note(principal, this.facts, 'streamSubscription', { channels: [...channels], after: after ?? null }),
        notedReplay: (replay) => services.audit.note(principal, this.facts, 'streamReplayProgress', { replay }),
        follower: services.follower,
        replays: services.replays,
        outbox,
        limit: limits.subscriptions,
        fail,
      });
      if (principal.expiresAt !== undefined) this.timers.push(setTimeout(() => this.expire(), principal.expiresAt - Date.now()));
    }
    this.timers.push(setInterval(() => this.ping(check), limits.pingMs));
    this.socket.resume();
    for (const data of this.early.splice(0)) this.hear(data);
  }

  private subscribe(message: Subscribe): void {
    const subscriptions = this.operators();
    subscriptions.start(message, this.channelsFor(message.channels));
  }

  private follow(message: FollowReplay): void {
    const subscriptions = this.operators();
    checkAccess({ to: 'operator', roles: ['viewer', 'replay_admin'], deployment: true }, this.principal as Principal);
    subscriptions.follow(message);
  }

  /** What was asked for, when the caller may see it; everything the caller may see when nothing was. */
  private channelsFor(asked: readonly Channel[] | undefined): readonly Channel[] {
    const principal = this.principal as Principal;
    checkAccess({ to: 'operator', roles: ['viewer'], deployment: true }, principal);
    const ledger = { to: 'operator', roles: ['auditor', 'owner'], deployment: true } as const;
    if (asked?.includes('ledger')) checkAccess(ledger, principal);
    if (asked) return asked;
    try {
      checkAccess(ledger, principal);
      return ['ledger'];
    } catch {
      return NARROW_CHANNELS;
    }
  }

  private operators(): Subscriptions {
    if (!this.subscriptions) throw refuseWith('FORBIDDEN', 'subscriptions are for operators: use an operator access token');
    return this.subscriptions;
  }

  private agents(): AgentCalls {
    if (!this.calls) throw refuseWith('FORBIDDEN', 'this is for agents: use an agent key');
    return this.calls;
  }

  /** Tells what went wrong. A credential that is not good, or no longer, ends the conversation. */
  private fail(error: unknown, id?: string, requestId: string = newId()): ProblemDocument {
    const problem = this.services.problem(error, { ...this.facts, requestId });
    const { type: _type, title: _title, ...told } = problem;
    this.send({ type: 'error', ...(id !== undefined && { id }), ...told });
    if (problem.code === 'UNAUTHENTICATED') this.close(CLOSE.unauthenticated, problem.detail);
    return problem;
  }

  private send(message: object): void {
    if (this.state !== 'closed') this.outbox.send(JSON.stringify(message));
  }

  private ping(check: () => Promise<Principal>): void {
    if (this.unanswered >= this.limits.silentPings) return this.close(CLOSE.silent, `no pong for ${this.unanswered} pings`);
    this.unanswered += 1;
    this.send({ type: 'ping' });
    void this.checkAgain(check);
  }

  /** A token can be ended before its time. An agent's key is looked at by every decision instead. */
  private async checkAgain(check: () => Promise<Principal>): Promise<void> {
    const { principal } = this;
    if (principal?.kind !== 'operator') return;
    try {
      const { roles } = (await check()) as OperatorPrincipal;
      if (String(roles) !== String(principal.roles)) throw refuseWith('UNAUTHENTICATED', 'the roles have changed: connect again');
    } catch (error) {
      if (this.hasEnded()) return;
      // Being unable to look says nothing about the token.
      const { code } = this.services.problem(error, this.facts);
      if (code === 'UNAUTHENTICATED') this.fail(error);
    }
  }

  private lateToAuthenticate(): void {
    this.fail(refuseWith('UNAUTHENTICATED', 'no token in time'));
  }

  private expire(): void {
    this.fail(refuseWith('UNAUTHENTICATED', 'the access token has expired'));
  }

  /** Everything sent arrives before this does, so a client that resumes after the named position misses nothing. */
  private cutOff(): void {
    const delivered = this.subscriptions?.delivered;
    this.close(CLOSE.slow, delivered === undefined ? 'slow consumer' : `slow consumer; resume with after=${delivered}`);
  }

  private hasEnded(): boolean {
    return this.state === 'closed';
  }

  private end(): void {
    this.state = 'closed';
    this.early = [];
    this.clearTimers();
    this.subscriptions?.stopAll();
    this.outbox.giveUp();
  }

  private clearTimers(): void {
    for (const timer of this.timers.splice(0)) clearTimeout(timer);
  }
}

/** Of a message that may be malformed in any way: enough to tell the client which one it was. */
function idOf(value: unknown): string | undefined {
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && id.length <= 128 ? id : undefined;
}
