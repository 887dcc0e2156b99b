import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';
import { RecountedLifting } from './recounted-lifting.js';
import { RecountedQuarantine } from './recounted-quarantine.js';

interface Standing {
  readonly used: number;
  readonly adds: number;
  readonly limit: number;
}

interface Decided {
  readonly input: {
    readonly agent: { readonly id: string };
    readonly session: { readonly id: string };
    readonly tool: string;
    readonly arguments: { readonly amount: number; readonly customer: string };
    readonly time: string;
    readonly facts?: Readonly<Record<string, number>>;
    /** Left out when the call was stopped before limits were looked at. */
    readonly limits?: Readonly<Record<string, Standing>>;
  };
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
  readonly exception: string | null;
  readonly approval: { readonly id: string; readonly expiresAt: string } | null;
}

interface Call {
  readonly id: string;
  readonly decided: Decided;
  readonly at: number;
  /** Undefined until it is told. */
  status: string | undefined;
}

/** What the race declares and limits. `RecountedHistory` knows it by heart, with code of its own: nothing is shared with the product. */
export const RACED_FACTS = {
  done: { tools: ['pay'], outcomes: ['succeeded'], by: 'agent' },
  confirmed: { tools: ['pay'], outcomes: ['succeeded'], underWay: 'waits', by: 'agent' },
  paid: { measure: 'sum(arguments.amount)', tools: ['pay'], by: 'tenant' },
  lately: { by: 'tenant', windowSeconds: 1 },
  customers: { measure: 'distinct(arguments.customer)', by: 'session' },
  denied: { verdicts: ['DENY'], by: 'arguments.customer' },
} as const;
const CALLS_OF_AN_AGENT = 40;
const BUDGET = 200;
const PRICES = { tools: { pay: 3 }, other: 1 };
/** What the limits of cost go by. */
export const RACED_PRICES = { tools: { pay: { perCall: PRICES.tools.pay } }, other: { perCall: PRICES.other } };
export const RACED_LIMITS = [
  { name: 'calls', subject: 'agent', limit: CALLS_OF_AN_AGENT, windowSeconds: 3_600 },
  { name: 'budget', subject: 'tenant', measure: 'cost', limit: BUDGET, period: 'month' },
] as const;

const EXPIRED = new Set(['ApprovalExpired', 'ExceptionExpired']);
const isRun = ({ decided: { verdict } }: Call) => verdict === 'ALLOW';

/** Goes through a ledger in its order and counts everything again, at every decision. */
export class RecountedHistory {
  private readonly calls: Call[] = [];
  private readonly used = new Set<string>();
  private readonly lifting = new RecountedLifting();
  readonly quarantine = new RecountedQuarantine();
  readonly codes: Record<string, number> = {};

  apply(event: RecordedEvent): void {
    const { id, type, data, position, stream } = event;
    this.lifting.apply(event);
    if (EXPIRED.has(type)) this.codes[type] = (this.codes[type] ?? 0) + 1;
    if (stream.startsWith('quarantine/')) this.quarantine.apply(event);
    if (type === 'OutcomeRecorded') {
      const { decision, status } = data as { decision: string; status: string };
      const call = this.calls.find((made) => made.id === decision);
      if (call) call.status = status;
      this.quarantine.settled(decision, status);
    }
    if (type !== 'DecisionRecorded') return;
    const decided = data as unknown as Decided;
    this.checkStops(decided, position);
    if (decided.input.limits) this.checkLimits(decided, decided.input.limits, position);
    if (decided.input.facts) expectThat(`facts at ${position}`, decided.input.facts).toStrictEqual(this.facts(decided));
    if (decided.code === 'APPROVED') {
      const approval = decided.approval?.id ?? '';
      expectThat(`approval ${approval} at ${position}`, this.used.has(approval)).toBe(false);
      this.used.add(approval);
      expectThat(`approval ${approval} in time at ${position}`, decided.input.time < (decided.approval?.expiresAt ?? '')).toBe(
        true,
      );
    }
    this.lifting.decided(id, decided, position);
    this.quarantine.decided(id, decided);
    this.codes[decided.code] = (this.codes[decided.code] ?? 0) + 1;
    this.calls.push({ id, decided, at: Date.parse(decided.input.time), status: undefined });
  }

  /** When everything was applied. */
  end(): void {
    this.quarantine.end();
    this.lifting.end();
  }

  /** Whoever is killed or contained gets nothing through, and nobody else is told so. */
  private checkStops({ input, code }: Decided, position: number): void {
    const stops = ['KILL_SWITCH', 'QUARANTINED'];
    const wanted = this.lifting.isKilled(input) ? stops[0] : this.quarantine.covers(input) ? stops[1] : undefined;
    expectThat(`stopped at ${position}`, stops.includes(code) ? code : undefined).toBe(wanted);
    expectThat(`limits were looked at, at ${position}`, input.limits === undefined).toBe(wanted !== undefined);
  }

  private checkLimits({ input, code }: Decided, limits: NonNullable<Decided['input']['limits']>, position: number): void {
    const { calls, budget } = limits;
    const ofAgent = this.calls.filter((call) => isRun(call) && call.decided.input.agent.id === input.agent.id);
    const cost = (tool: string) => (tool === 'pay' ? PRICES.tools.pay : PRICES.other);
    const month = input.time.slice(0, 7);
    const spent = this.calls
      .filter((call) => isRun(call) && call.decided.input.time.slice(0, 7) === month)
      .reduce((sum, { decided }) => sum + cost(decided.input.tool), 0);
    expectThat(`limits at ${position}`, [calls?.used, budget?.used, budget?.adds]).toStrictEqual([
      ofAgent.length,
      spent,
      cost(input.tool),
    ]);
    const wanted =
      ofAgent.length + 1 > CALLS_OF_AN_AGENT ? 'RATE_LIMITED' : spent + cost(input.tool) > BUDGET ? 'BUDGET_EXCEEDED' : undefined;
    expectThat(`beyond a limit at ${position}`, code === 'RATE_LIMITED' || code === 'BUDGET_EXCEEDED' ? code : undefined).toBe(
      wanted,
    );
  }

  private facts({ input }: Decided): Record<string, number> {
    const { agent, session, time, arguments: given } = input;
    const now = Date.parse(time);
    const paying = this.calls.filter((call) => isRun(call) && call.decided.input.tool === 'pay');
    const own = paying.filter((call) => call.decided.input.agent.id === agent.id);
    const inSession = this.calls.filter((call) => isRun(call) && call.decided.input.session.id === session.id);
    return {
      done: own.filter(({ status }) => status === undefined || status === 'succeeded').length,
      confirmed: own.filter(({ status }) => status === 'succeeded').length,
      paid: paying.reduce((sum, { decided }) => sum + Math.round(decided.input.arguments.amount * 1e6), 0) / 1e6,
      lately: this.calls.filter((call) => isRun(call) && call.at > now - 1_000).length,
      customers: new Set(inSession.map(({ decided }) => decided.input.arguments.customer)).size,
      denied: this.calls.filter(
        ({ decided }) => decided.verdict === 'DENY' && decided.input.arguments.customer === given.customer,
      ).length,
    };
  }
}
