import { Inject, Injectable } from '@nestjs/common';
import { sessionEvents, sessions, sessionStream, type SessionState } from '#features/sessions/contract';
import { isRefusal, refuse, type CommandContext, type Refusal, type StreamStates } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import { stateLookedAt } from '#platform/past/moment';
import type { Declassified, PersonalData, SessionLabels, SinkRuleChanged, SinkRuleList } from './answers.js';
import type { SessionLabelCommand, SinkRuleCommand } from './commands.js';
import { sessionLabels, type LearnedLabel, type SessionLabelState } from './decider.js';
import { sessionLabelEvents, sinkRuleEvents } from './events.js';
import { sessionLabelsStream, SINK_RULES_STREAM } from './label-streams.js';
import type { LabelRefusalCode } from './refusals.js';
import { sinkRules, type SinkRuleState } from './sink-rules.js';

type Opened = Exclude<SessionState, { is: 'absent' }>;

/** Where people look at labels, take them away, and say what they mean at which tools; always on what the ledger has. */
@Injectable()
export class LabelDesk {
  private readonly labels: StreamKind<SessionLabelCommand, typeof sessionLabelEvents, SessionLabelState, LabelRefusalCode>;
  private readonly rules: StreamKind<SinkRuleCommand, typeof sinkRuleEvents, SinkRuleState, LabelRefusalCode>;
  private readonly sessions: StreamStates<typeof sessionEvents, SessionState>;

  constructor(@Inject(Ledger) ledger: Ledger) {
    this.labels = ledger.streams(sessionLabelEvents, sessionLabels);
    this.rules = ledger.streams(sinkRuleEvents, sinkRules);
    this.sessions = ledger.states(sessionEvents, sessions, 1_000);
  }

  get sessionStates() {
    return this.labels.states;
  }

  get ruleStates() {
    return this.rules.states;
  }

  /** `agent` sees its own sessions; to it, another agent's does not exist. */
  async ofSession(tenant: string, session: string, agent?: string): Promise<SessionLabels | Refusal> {
    const opened = await this.opened(tenant, session);
    if (!opened || (agent !== undefined && opened.agent !== agent)) return refuse('SESSION_NOT_FOUND');
    const own = await this.labelsOf(tenant, session);
    const labels = [...own].map((entry) => shown(entry, null));
    for (const [label, from] of await this.inherited(tenant, opened)) {
      const known = from.labels.get(label);
      if (known && !own.has(label)) labels.push(shown([label, known], from.session));
    }
    return { sessionId: session, labels };
  }

  async declassify(
    context: CommandContext,
    asked: { readonly session: string; readonly labels: readonly string[]; readonly reason: string; readonly by: string },
  ): Promise<Declassified | Refusal> {
    const { session } = asked;
    const opened = await this.opened(context.tenant, session);
    if (!opened) return refuse('SESSION_NOT_FOUND');
    const found = await this.inherited(context.tenant, opened);
    const inherited = new Map([...found].map(([label, from]) => [label, from.session]));
    const command: SessionLabelCommand = { type: 'Declassify', ...asked, inherited };
    const done = await this.labels.handle(context, sessionLabelsStream(session), command);
    if (isRefusal(done)) return done;
    return {
      sessionId: session,
      labels: [...new Set([...done.state.labels.keys(), ...inherited.keys()])],
      ledger: lastReceipt(done.receipt),
    };
  }

  async listRules(tenant: string): Promise<SinkRuleList> {
    const { state } = await stateLookedAt(this.rules.states, tenant, SINK_RULES_STREAM);
    return {
      nextCursor: null,
      items: state.rules.map(({ labels, by, at, ...rule }) => ({ ...rule, labels: [...labels], setBy: by, setAt: at })),
    };
  }

  async changeRules(
    context: CommandContext,
    command: Extract<SinkRuleCommand, { readonly rule: string }>,
  ): Promise<SinkRuleChanged | Refusal> {
    const done = await this.rules.handle(context, SINK_RULES_STREAM, command);
    return isRefusal(done) ? done : { id: command.rule, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async personalData(tenant: string): Promise<PersonalData> {
    const { state } = await stateLookedAt(this.rules.states, tenant, SINK_RULES_STREAM);
    return { mode: state.mode, ledger: null };
  }

  async setPersonalData(
    context: CommandContext,
    command: Extract<SinkRuleCommand, { type: 'SetPersonalDataMode' }>,
  ): Promise<PersonalData | Refusal> {
    const done = await this.rules.handle(context, SINK_RULES_STREAM, command);
    return isRefusal(done) ? done : { mode: done.state.mode, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  private async opened(tenant: string, session: string): Promise<Opened | undefined> {
    const { state } = await stateLookedAt(this.sessions, tenant, sessionStream(session));
    return state.is === 'absent' ? undefined : state;
  }

  private async labelsOf(tenant: string, session: string): Promise<ReadonlyMap<string, LearnedLabel>> {
    return (await stateLookedAt(this.labels.states, tenant, sessionLabelsStream(session))).state.labels;
  }

  /** Labels of the sessions that one was started from, each with the first session that has it. */
  private async inherited(tenant: string, { lineage }: Opened) {
    const found = new Map<string, { readonly session: string; readonly labels: ReadonlyMap<string, LearnedLabel> }>();
    for (const session of lineage) {
      const labels = await this.labelsOf(tenant, session);
      for (const label of labels.keys()) if (!found.has(label)) found.set(label, { session, labels });
    }
    return found;
  }
}

function shown([label, { origin, source, decision, at }]: [string, LearnedLabel], inheritedFrom: string | null) {
  return { label, origin, source, decisionId: decision, learnedAt: at, inheritedFrom };
}
