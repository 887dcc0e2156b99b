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
    if ((await this.setting(operator.tenant)).reads === 'unrecorded') return;
    // What was left out is no part of it: transports say that as undefined, which no record can hold.
    await this.record(operator, facts, [readOf(operation, parseJson(JSON.stringify(input)) as Json)]);
  }

  async noteKeys(
    operator: OperatorPrincipal,
    facts: RequestFacts,
    operation: string,
    keys: readonly string[],
    beside: Readonly<Record<string, Json>>,
  ): Promise<void> {
    if ((await this.setting(operator.tenant)).reads === 'unrecorded') return;
    const room = LONGEST_INPUT - canonicalJson({ ...beside, of: [] }).length;
    const reads = packed(keys, room).map((of) => readOf(operation, { ...beside, of }));
    await this.record(operator, facts, reads);
  }

  private async record(operator: OperatorPrincipal, facts: RequestFacts, reads: readonly Read[]): Promise<void> {
    const { tenant, id } = operator;
    const events = toNewEvents(operatorReadEvents, commandContext(facts, operator), reads, this.ledger.newId);
    await this.ledger.store.append({ tenant, writes: [{ stream: `operator-reads/${id}`, expect: 'any', events }] });
  }
}

type Read = EventsOf<typeof operatorReadEvents>;

function readOf(operation: string, told: Json): Read {
  const asked = canonicalJson(told);
  return {
    type: 'OperatorRead',
    operation,
    input: asked.length > LONGEST_INPUT ? null : told,
    inputDigest: createHash('sha256').update(asked).digest('hex'),
  } as Read;
}

/** All keys in lists that each take no more characters of canonical JSON than there is room for, unless one key does. */
function packed(keys: readonly string[], room: number): string[][] {
  const lists: string[][] = [];
  let left = 0;
  for (const key of keys) {
    const length = canonicalJson(key).length + 1;
    if (length > left || lists.length === 0) {
      lists.push([]);
      left = room;
    }
    left -= length;
    lists.at(-1)?.push(key);
  }
  return lists;
}
