import { adding, type Facts } from '#features/facts/contract';
import { NOTHING_ALONG, type Asked, type Effects } from '#libs/decision-guards';
import { nameBasedId } from '#libs/event-ids';
import {
  decide,
  fold,
  isRefusal,
  toNewEvents,
  type CommandContext,
  type StreamState,
  type StreamWrite,
} from '#libs/event-sourcing';
import { keysIn, type FactState } from '#libs/facts';
import type { IncidentCommand, Tripping } from '../commands.js';
import { subjects, type Subject } from '../decider.js';
import { incidentEvents, type IncidentEvent } from '../events.js';
import { quarantineStream } from '../incident-streams.js';
import type { SubjectKind } from '../incident-words.js';
import type { QuarantineRules } from '../quarantine-rules.js';
import type { TriggerPlace } from './what-counts.js';

/** A call that was decided, or what became of it. */
export interface Happened {
  readonly decision: string;
  /** Names the decision, or its outcome: what is written because of it has ids made of this. */
  readonly cause: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  readonly points: number;
  /** All that the guard stands on, in that order, and those of them that count this. */
  readonly places: readonly TriggerPlace[];
  readonly counted: readonly TriggerPlace[];
}

type Writing = Pick<Facts, 'written'>;

/** Points, counts, and the incident when there are too many of them. Whoever is contained is not counted any more. */
export function recorded(
  happened: Happened,
  { asking, at, further }: Asked<QuarantineRules>,
  context: CommandContext,
  facts: Writing,
): Effects<QuarantineRules> {
  const [session, agent, ...counts] = further as readonly StreamState<unknown>[];
  // Most calls are allowed and count for nothing.
  if (!session || !agent || (happened.points === 0 && happened.counted.length === 0)) return NOTHING_ALONG;
  const { decision, cause, at: now } = happened;
  const of = (subject: SubjectKind, subjectId: string): Tripping => {
    const incident = nameBasedId(`writ/incident\n${cause}\n${subject}`);
    return { incident, subject, subjectId, agent: asking.agent.id, session: asking.session, decision, now };
  };
  const drafts = {
    session: new SubjectDraft(session as StreamState<Subject>, of('session', asking.session)),
    agent: new SubjectDraft(agent as StreamState<Subject>, of('agent', asking.agent.id)),
  };
  const { scoring } = at.state;
  if (scoring) drafts.session.take({ type: 'Score', points: happened.points, threshold: scoring.threshold });
  const writes: StreamWrite[] = [];
  const left = happened.places.map((place, i) => {
    const draft = drafts[place.trigger.subject];
    if (draft.wasContained || !happened.counted.includes(place)) return undefined;
    const made = counted(place, happened, counts[i] as StreamState<FactState>, draft, context, facts);
    if (made) writes.push(made.write);
    return made?.leaves;
  });
  const both = [drafts.session, drafts.agent];
  writes.push(...both.flatMap((draft) => draft.writes(context, cause)));
  return { writes, leavesFurther: [...both.map((draft) => draft.leaves), ...left] };
}

/** One more in a count; at too many the incident. */
function counted(
  place: TriggerPlace,
  { decision, cause, at: now }: Happened,
  at: StreamState<FactState>,
  draft: SubjectDraft,
  context: CommandContext,
  facts: Writing,
) {
  const { fact, trigger, stream } = place;
  const since = `${draft.releases}/`;
  const amount = { amount: 1, key: `${since}${decision}` };
  const made = facts.written(stream, adding(place, { decision, amount, at: now, isUnderWay: false }, at), context, at, cause);
  const keys = made ? keysIn(fact.definition, made.leaves.state, now).filter((key) => key.startsWith(since)) : [];
  if (keys.length >= trigger.count)
    draft.take({
      type: 'OpenIncident',
      cause: {
        kind: 'trigger',
        trigger: trigger.name,
        on: trigger.on,
        reached: keys.length,
        threshold: trigger.count,
        windowSeconds: trigger.windowSeconds,
      },
      decisions: keys.map((key) => ({ decision: key.slice(since.length), points: null })),
    });
  return made;
}

type Taken<C = IncidentCommand> = C extends { readonly type: 'Score' | 'OpenIncident' } ? Omit<C, keyof Tripping> : never;

/** What happens to one session or agent because of one call. */
class SubjectDraft {
  private readonly events: IncidentEvent[] = [];
  private state: Subject;

  constructor(
    private readonly before: StreamState<Subject>,
    private readonly tripping: Tripping,
  ) {
    this.state = before.state;
  }

  /** Before this call. */
  get wasContained(): boolean {
    return this.before.state.active !== undefined;
  }

  get releases(): number {
    return this.before.state.releases;
  }

  get leaves(): StreamState<Subject> | undefined {
    const { events, state, before } = this;
    return events.length === 0 ? undefined : { state, revision: before.revision + events.length };
  }

  take(command: Taken): void {
    const events = decide(subjects, { ...command, ...this.tripping } as IncidentCommand, this.state);
    if (isRefusal(events)) throw new Error(`incident of ${this.tripping.decision}: ${events.refused}`);
    this.state = fold(subjects, events, this.state);
    this.events.push(...events);
  }

  writes(context: CommandContext, cause: string): StreamWrite[] {
    if (this.events.length === 0) return [];
    const { incident, subject, subjectId } = this.tripping;
    const ids = this.events.map(({ type }) =>
      type === 'IncidentOpened' ? incident : nameBasedId(`writ/quarantine-scored\n${cause}`),
    );
    const events = toNewEvents(incidentEvents, context, this.events, () => ids.shift() as string);
    return [{ stream: quarantineStream(subject, subjectId), expect: this.before.revision, events }];
  }
}
