import { Inject, Injectable } from '@nestjs/common';
import type { CallInput, DecisionGuard, Judgement } from '#libs/decision-guards';
import { sessionStream } from '#features/sessions/contract';
import { BoundedMap } from '#libs/bounded';
import { ConflictError, isRefusal, MAX_ATTEMPTS, refuse, type Refusal } from '#libs/event-sourcing';
import { GuardRegistry } from '#libs/nest-decision-guards';
import { Ledger } from '#libs/nest-event-sourcing';
import { DecisionSimulator, type SimulatedCall, type SimulatedDecision, type SimulatedOutcome } from '../contract.js';
import type { Ask, DecideAsk } from '../desk/asks.js';
import { DecisionDrafting, type Drafted } from '../desk/decision-drafting.js';

/** Let in by their key then, and as who they were. */
const NOT_ASKED = 'agent-standing';
const POLICY = 'policy';
/** Decisions whose outcome may still come. */
const REMEMBERED = 100_000;

/**
 * Decides calls as the desk does, guards and all, on a ledger that is not the tenant's and at times that are not now. It belongs into a
 * process of its own, whose store is the simulated one: what guards remember is remembered there.
 */
@Injectable()
export class DecisionSimulation extends DecisionSimulator {
  private now = '';
  private judge: (input: CallInput) => Judgement = () => {
    throw new Error('the simulation has not begun');
  };
  private guards: readonly DecisionGuard[] | undefined;
  private readonly drafting: DecisionDrafting;
  private readonly decided = new BoundedMap<string, SimulatedDecision>(REMEMBERED);

  constructor(
    @Inject(Ledger) private readonly ledger: Ledger,
    @Inject(GuardRegistry) registry: GuardRegistry,
  ) {
    super();
    // The guards are known when all modules are there.
    const guards = (): readonly DecisionGuard[] => (this.guards ??= this.guardsOf(registry));
    this.drafting = new DecisionDrafting(
      ledger,
      {
        get guards() {
          return guards();
        },
      },
      () => this.now,
    );
  }

  begin(judge: (input: CallInput) => Judgement): void {
    this.judge = judge;
  }

  async decide({ tenant, id, input }: SimulatedCall): Promise<SimulatedDecision | Refusal> {
    this.now = input.time;
    const { agent, session, tool, arguments: given, context, prompt } = input;
    const ask: DecideAsk = {
      kind: 'decide',
      id,
      request: { sessionId: session.id, tool, arguments: given, context, ...(prompt && { prompt }) },
      ...asked(tenant, agent, session.id),
    };
    const drafted = await this.appended(ask);
    if (isRefusal(drafted)) return drafted;
    const [event] = drafted.draft.accepted.map((each) => each.event);
    if (event?.type !== 'DecisionRecorded') throw new Error(`the simulation of ${id} came to nothing`);
    const { sessions, along, heard } = drafted.draft;
    const stoodOn = [...heard].flatMap(({ stream }) => stream ?? []);
    const moved = [...sessions.keys(), ...along.map(({ stream }) => stream)];
    const decision = { judgement: event, input: event.input, stoodOn: [...sessions.keys(), ...stoodOn], moved };
    this.decided.set(id, decision);
    return decision;
  }

  async settle({ tenant, id, at, agent, decision, outcome }: SimulatedOutcome): Promise<void> {
    const found = this.decided.get(decision);
    const isAllowed = found && (found.judgement.verdict === 'ALLOW' || found.judgement.verdict === 'MODIFY');
    if (!found || (!isAllowed && outcome.status !== 'refused')) return;
    this.now = at;
    const { input, judgement } = found;
    const { status, labels = [], result, error, usage } = outcome;
    const settles = {
      decision,
      status,
      labels,
      result,
      ...(error !== undefined && { error }),
      ...(usage && { usage }),
      input,
      verdict: judgement.verdict,
      code: judgement.code,
    };
    const ask: Ask = {
      kind: 'outcome',
      id,
      session: input.session.id,
      decision,
      tool: input.tool,
      allowed: isAllowed === true,
      outcome,
      settles,
      ...asked(tenant, { id: agent, labels: input.agent.labels }, input.session.id),
    };
    await this.appended(ask);
  }

  private guardsOf({ guards }: GuardRegistry): readonly DecisionGuard[] {
    return guards
      .filter(({ name }) => name !== NOT_ASKED)
      .map((guard) => (guard.name === POLICY ? { ...guard, ...SIMULATED, judge: (_, input) => this.judge(input) } : guard));
  }

  /** In the simulated ledger, as the desk would have come to it; nothing else moves it meanwhile but what was carried there. */
  private async appended(ask: Ask): Promise<Drafted | Refusal> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const drafted = await this.drafting.draft([ask], false);
      const [refused] = drafted.refused;
      if (refused) return refused.refusal;
      try {
        const receipt = await this.ledger.store.append(this.drafting.requestOf(drafted));
        this.drafting.landed(drafted, receipt);
        return drafted;
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        await this.drafting.refresh(drafted, error.stream);
      }
    }
    return refuse('STREAM_BUSY');
  }
}

/** A policy is not looked for where one is given. */
const SIMULATED = { prepare: () => Promise.resolve(undefined) };

function asked(tenant: string, { id, labels }: CallInput['agent'], session: string) {
  return {
    agent: { kind: 'agent' as const, tenant, id, keyId: '', labels, revision: 0 },
    stream: sessionStream(session),
    facts: { requestId: 'simulated', trace: null },
    resolve: () => undefined,
    reject: () => undefined,
  };
}
