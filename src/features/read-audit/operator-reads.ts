import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { isRefusal, toNewEvents, type CommandContext, type EventsOf, type Json, type Refusal } from '#libs/event-sourcing';
import { canonicalJson } from '#libs/evidence';
import { parseJson } from '#libs/exact-json';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { commandContext, type RequestFacts } from '#platform/http/request-context';
import { ReadAudit } from '#platform/operations/read-audit';
import type { SetReadAudit } from './commands.js';
import { readAudit, type ReadAuditState } from './decider.js';
import { operatorReadEvents, readAuditEvents } from './events.js';

const SETTING_STREAM = 'read-audit/tenant';
/** Characters of canonical JSON. A policy that is checked is longer; what was asked for is told by its digest. */
const LONGEST_INPUT = 4_096;

/** The setting of a tenant, as its ledger has it now, and the events of what its operators look at. */
@Injectable()
export class OperatorReads extends ReadAudit {
  private readonly settings: StreamKind<SetReadAudit, typeof readAuditEvents, ReadAuditState, never>;

  constructor(@Inject(Ledger) private readonly ledger: Ledger) {
    super();
    this.settings = ledger.streams(readAuditEvents, readAudit);
  }

  async setting(tenant: string): Promise<ReadAuditState> {
    return (await this.settings.states.refresh(tenant, SETTING_STREAM)).state;
  }

  async set(context: CommandContext, command: SetReadAudit) {
    const done = await this.settings.handle(context, SETTING_STREAM, command);
    if (isRefusal(done)) return done satisfies Refusal;
    return { ...done.state, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  async note(operator: OperatorPrincipal, facts: RequestFacts, operation: string, input: unknown): Promise<void> {
    const { tenant, id } = operator;
    if ((await this.setting(tenant)).reads === 'unrecorded') return;
    // What was left out is no part of it: transports say that as undefined, which no record can hold.
    const told = parseJson(JSON.stringify(input)) as Json;
    const asked = canonicalJson(told);
    const event = {
      type: 'OperatorRead',
      operation,
      input: asked.length > LONGEST_INPUT ? null : told,
      inputDigest: createHash('sha256').update(asked).digest('hex'),
    } as EventsOf<typeof operatorReadEvents>;
    const events = toNewEvents(operatorReadEvents, commandContext(facts, operator), [event], this.ledger.newId);
    await this.ledger.store.append({ tenant, writes: [{ stream: `operator-reads/${id}`, expect: 'any', events }] });
  }
}
