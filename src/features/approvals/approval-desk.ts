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
import type { ApprovalChanged } from './answers.js';
import type { ApprovalCommand } from './commands.js';
import { PendingApprovals } from './contract.js';
import { statusAt } from './approval-states.js';
import { approvals, type ApprovalState } from './decider.js';
import { approvalEvents, type ApprovalRequested } from './events.js';
import type { ApprovalRefusalCode } from './refusals.js';
import type { Person } from './workflow.js';

/** A request as it was recorded. */
export interface FoundRequest {
  readonly event: RecordedEvent;
  readonly request: ApprovalRequested;
}

/** Where people decide about held calls, always on what the ledger has. */
@Injectable()
export class ApprovalDesk extends PendingApprovals {
  readonly streams: StreamKind<ApprovalCommand, typeof approvalEvents, ApprovalState, ApprovalRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(OperatorRegistry) private readonly operators: OperatorRegistry,
  ) {
    super();
    this.streams = ledger.streams(approvalEvents, approvals, 5_000);
  }

  /** For the guard, which stands on these streams. */
  get states() {
    return this.streams.states;
  }

  /** Its id is that of its event. */
  async find(tenant: string, approval: string): Promise<FoundRequest | undefined> {
    const event = await this.store.readEvent(tenant, approval);
    const request = event && fromRecorded(approvalEvents, event);
    return event && request?.type === 'ApprovalRequested' ? { event, request } : undefined;
  }

  async stillWaits(tenant: string, approval: string): Promise<boolean> {
    const found = await this.find(tenant, approval);
    if (!found) return false;
    const { last } = (await this.states.refresh(tenant, found.event.stream)).state;
    return last?.id === approval && statusAt(last, new Date().toISOString()) === 'pending';
  }

  async handle(context: CommandContext, command: ApprovalCommand): Promise<ApprovalChanged | Refusal> {
    const found = await this.find(context.tenant, command.approval);
    if (!found) return refuse('APPROVAL_NOT_FOUND' satisfies ApprovalRefusalCode);
    const done = await this.streams.handle(context, found.event.stream, command);
    if (isRefusal(done)) return done;
    const { last, earlier } = done.state;
    const now = new Date().toISOString();
    const state = last?.id === command.approval ? statusAt(last, now) : earlier.find(({ id }) => id === command.approval)?.status;
    return { id: command.approval, state: state ?? 'expired', ledger: lastReceipt(done.receipt) };
  }

  /** Who an operator is, for those who named people in a workflow. */
  async personOf({ kind, tenant, id, ...more }: OperatorPrincipal | SystemPrincipal): Promise<Person> {
    if (kind === 'system') return { id, name: id, roles: [] };
    const name = (await this.operators.nameOf(tenant, id)) ?? id;
    return { id, name, roles: 'roles' in more ? more.roles : [] };
  }
}
