import { expectThat } from '#libs/testing';
import type { RecordedEvent } from '#libs/event-sourcing';

interface Decided {
  readonly input: { readonly agent: { readonly id: string }; readonly session: { readonly id: string }; readonly time: string };
  readonly verdict: string;
  readonly code: string;
  readonly rule: string;
}

/** The rules of the race. `RecountedQuarantine` knows them by heart, with code of its own: nothing is shared with the product. */
export const RACED_QUARANTINE = {
  scoring: { threshold: 12 },
  triggers: [
    { name: 'burst', on: 'denials', subject: 'agent', count: 9, windowSeconds: 1 },
    { name: 'failing', on: 'failures', subject: 'session', count: 3, windowSeconds: 3_600 },
  ],
} as const;

const NOT_THE_AGENTS = ['KILL_SWITCH', 'QUARANTINED', 'RATE_LIMITED', 'BUDGET_EXCEEDED', 'POLICY_ERROR', 'NO_ACTIVE_POLICY'];

/** What the ledger has to say of one session or agent, in the order in which it has to say it. */
interface Subject {
  score: number;
  /** Instants at which its trigger counted something, since it was released last. */
  counted: number[];
  active: string | undefined;
  /** Events that have to come, as text. */
  readonly due: string[];
}

/** Goes through a ledger in its order, and knows at every decision who is contained, from what was decided alone. */
export class RecountedQuarantine {
  private readonly subjects = new Map<string, Subject>();
  private readonly calls = new Map<string, Decided>();
  incidents = 0;

  /** Whether a decision at this moment has to be refused. */
  covers({ agent, session }: Decided['input']): boolean {
    return [this.of('session', session.id), this.of('agent', agent.id)].some(({ active }) => active !== undefined);
  }

  decided(decision: string, call: Decided): void {
    const { agent, session, time } = call.input;
    this.calls.set(decision, call);
    const isDenial = call.verdict === 'DENY' && !NOT_THE_AGENTS.includes(call.code);
    const ofAgent = this.of('agent', agent.id);
    this.score(decision, session.id, isDenial ? 4 : call.verdict === 'REQUIRE_APPROVAL' ? 2 : 0);
    if (!isDenial || ofAgent.active) return;
    const now = Date.parse(time);
    ofAgent.counted.push(now);
    const lately = ofAgent.counted.filter((at) => at > now - 1_000).length;
    if (lately >= 9) this.open(ofAgent, decision, 'burst', lately);
  }

  settled(decision: string, status: string): void {
    const call = this.calls.get(decision);
    if (status !== 'failed' || call?.verdict !== 'ALLOW') return;
    const { id } = call.input.session;
    const session = this.of('session', id);
    const wasContained = session.active !== undefined;
    this.score(decision, id, 1);
    if (wasContained) return;
    session.counted.push(0);
    if (session.counted.length >= 3) this.open(session, decision, 'failing', session.counted.length);
  }

  /** An event of a stream of quarantine: what was recounted, or what people did. */
  apply({ stream, type, data, position }: RecordedEvent): void {
    const [, kind = '', ...id] = stream.split('/');
    const subject = this.of(kind, id.join('/'));
    const { incident, decision, points, score, cause } = data as {
      incident: string;
      decision: string;
      points: number;
      score: number;
      cause: { trigger: string | null; reached: number };
    };
    if (type === 'QuarantineScored') this.expectDue(subject, `${decision} ${points} ${score}`, position);
    if (type === 'IncidentOpened') {
      this.expectDue(subject, `${decision} ${cause.trigger ?? 'score'} ${cause.reached}`, position);
      subject.active = incident;
      this.incidents += 1;
    }
    if (type === 'IncidentReopened') {
      expectThat(`active at ${position}, when another is reopened`, subject.active).toBeUndefined();
      subject.active = incident;
    }
    if (type !== 'IncidentReleased') return;
    expectThat(`active at ${position}, when it is released`, subject.active).toBe(incident);
    Object.assign(subject, { active: undefined, score: 0, counted: [] });
  }

  /** At the end of the ledger nothing may be missing. */
  end(): void {
    const missing = [...this.subjects].flatMap(([name, { due }]) => due.map((event) => `${name}: ${event}`));
    expectThat('points and incidents that were never recorded', missing).toStrictEqual([]);
  }

  private score(decision: string, session: string, points: number): void {
    const subject = this.of('session', session);
    if (subject.active || points === 0) return;
    subject.score += points;
    subject.due.push(`${decision} ${points} ${subject.score}`);
    if (subject.score >= 12) this.open(subject, decision, 'score', subject.score);
  }

  private open(subject: Subject, decision: string, why: string, reached: number): void {
    if (subject.active) return;
    subject.active = `by ${decision}`;
    subject.due.push(`${decision} ${why} ${reached}`);
  }

  private expectDue({ due }: Subject, event: string, position: number): void {
    expectThat(`recorded at ${position}`, event).toBe(due.shift());
  }

  private of(kind: string, id: string): Subject {
    const known = this.subjects.get(`${kind}/${id}`) ?? { score: 0, counted: [], active: undefined, due: [] };
    this.subjects.set(`${kind}/${id}`, known);
    return known;
  }
}
