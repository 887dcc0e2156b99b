import { Inject, Injectable } from '@nestjs/common';
import { OperatorRegistry } from '#features/operators/contract';
import {
  fromRecorded,
  isRefusal,
  refuse,
  type CommandContext,
  type EventStore,
  type RecordedEvent,
  type Refusal,
} from '#libs/event-sourcing';
import { EVENT_STORE, Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { OperatorPrincipal, SystemPrincipal } from '#platform/auth/principal';
import { stateLookedAt } from '#platform/past/moment';
import type { IncidentChanged, QuarantineChanged, QuarantineView } from './answers.js';
import type { IncidentCommand, QuarantineRulesCommand } from './commands.js';
import { subjects, type Subject } from './decider.js';
import { incidentEvents, quarantineRuleEvents, type IncidentOpened, type PersonFacts } from './events.js';
import { QUARANTINE_RULES_STREAM } from './incident-streams.js';
import { quarantineRules, type QuarantineRules } from './quarantine-rules.js';
import type { IncidentRefusalCode } from './refusals.js';

/** An incident as it was opened. */
export interface FoundIncident {
  readonly event: RecordedEvent;
  readonly opened: IncidentOpened;
}

/** Where people say when somebody is contained, and look after those who are; always on what the ledger has. */
@Injectable()
export class IncidentDesk {
  private readonly ruleStreams: StreamKind<QuarantineRulesCommand, typeof quarantineRuleEvents, QuarantineRules, never>;
  private readonly streams: StreamKind<IncidentCommand, typeof incidentEvents, Subject, IncidentRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(OperatorRegistry) private readonly operators: OperatorRegistry,
  ) {
    this.ruleStreams = ledger.streams(quarantineRuleEvents, quarantineRules);
    this.streams = ledger.streams(incidentEvents, subjects);
  }

  /** For the guard, which stands on both. */
  get rules() {
    return this.ruleStreams.states;
  }

  get subjects() {
    return this.streams.states;
  }

  async rulesOf(tenant: string): Promise<QuarantineView> {
    return shown((await stateLookedAt(this.rules, tenant, QUARANTINE_RULES_STREAM)).state);
  }

  async setRules(context: CommandContext, command: QuarantineRulesCommand): Promise<QuarantineChanged | Refusal> {
    const done = await this.ruleStreams.handle(context, QUARANTINE_RULES_STREAM, command);
    if (isRefusal(done)) return done;
    return { ...shown(done.state), ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  /** Its id is that of its event. */
  async find(tenant: string, incident: string): Promise<FoundIncident | undefined> {
    const event = await this.store.readEvent(tenant, incident);
    const opened = event && fromRecorded(incidentEvents, event);
    return event && opened?.type === 'IncidentOpened' ? { event, opened } : undefined;
  }

  async handle(
    context: CommandContext,
    command: Exclude<IncidentCommand, { readonly type: 'Score' | 'OpenIncident' }>,
  ): Promise<IncidentChanged | Refusal> {
    const { incident: id } = command;
    const found = await this.find(context.tenant, id);
    if (!found) return refuse('INCIDENT_NOT_FOUND' satisfies IncidentRefusalCode);
    const done = await this.streams.handle(context, found.event.stream, command);
    if (isRefusal(done)) return done;
    const state = done.state.active?.id === id ? 'open' : 'released';
    return { id, state, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async personOf({ tenant, id }: OperatorPrincipal | SystemPrincipal): Promise<PersonFacts> {
    return { id, name: (await this.operators.nameOf(tenant, id)) ?? id };
  }
}

function shown({ scoring, triggers, reason, by: setBy, at: setAt }: QuarantineRules): QuarantineView {
  return { scoring, triggers: [...triggers], reason, setBy, setAt };
}
