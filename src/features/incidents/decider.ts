import { decider, refuse, type Refusal } from '#libs/event-sourcing';
import type { IncidentCommand, Tripping } from './commands.js';
import type { Cause, IncidentEvent, Led } from './events.js';
import type { IncidentStatus } from './incident-words.js';
import type { IncidentRefusalCode } from './refusals.js';

export interface Incident {
  readonly id: string;
  readonly status: IncidentStatus;
  readonly assignedTo: string | null;
  /** Comments, assignments and reopenings. */
  readonly notes: number;
}

/** One session or one agent. */
export interface Subject {
  /** Since it was released last. */
  readonly score: number;
  readonly scored: readonly Led[];
  /** The incident because of which it is contained. */
  readonly active: Incident | undefined;
  /** Released ones, the newest of them. */
  readonly earlier: readonly Incident[];
  /** How often it was released: what was counted before counts no more. */
  readonly releases: number;
}

const REMEMBERED = 50;
const MOST_NOTES = 200;

type Decided = readonly IncidentEvent[] | Refusal<IncidentRefusalCode>;

/** Whoever does too much that is denied is stopped, once, until a person says that it may go on. */
export const subjects = decider<IncidentCommand, IncidentEvent, Subject, IncidentRefusalCode>({
  initial: { score: 0, scored: [], active: undefined, earlier: [], releases: 0 },
  decide: {
    Score: ({ type: _, points, threshold, ...tripping }, { active, score, scored }) => {
      if (active || points === 0) return [];
      const { decision } = tripping;
      const reached = score + points;
      const given = { type: 'QuarantineScored', decision, points, score: reached } as const;
      if (reached < threshold) return [given];
      const cause = { kind: 'score', trigger: null, on: null, reached, threshold, windowSeconds: null } as const;
      return [given, opened(tripping, cause, [...scored, { decision, points }])];
    },
    OpenIncident: ({ type: _, cause, decisions, ...tripping }, { active }) =>
      active ? [] : [opened(tripping, cause, decisions)],
    AssignIncident: ({ incident, to, by }, state) =>
      onOpen(incident, state, (active) => {
        if (active.assignedTo === to) return [];
        return noting(active, { type: 'IncidentAssigned', incident, to, by });
      }),
    CommentOnIncident: ({ incident, comment, by }, state) => {
      const about = found(incident, state);
      return about ? noting(about, { type: 'IncidentCommented', incident, comment, by }) : unknown(state);
    },
    ReleaseIncident: ({ incident, reason, by }, state) =>
      onOpen(incident, state, () => [{ type: 'IncidentReleased', incident, reason, by }]),
    ReopenIncident: ({ incident, reason, by }, state) => {
      if (state.active) return refuse(state.active.id === incident ? 'INCIDENT_ALREADY_OPEN' : 'SUBJECT_HAS_OPEN_INCIDENT');
      const about = found(incident, state);
      return about ? noting(about, { type: 'IncidentReopened', incident, reason, by }) : unknown(state);
    },
  },
  evolve: {
    QuarantineScored: (state, { decision, points, score }) => ({
      ...state,
      score,
      scored: [...state.scored, { decision, points }],
    }),
    IncidentOpened: (state, { incident: id }) => ({ ...state, active: { id, status: 'open', assignedTo: null, notes: 0 } }),
    IncidentAssigned: (state, { incident, to }) => noted(state, incident, { assignedTo: to }),
    IncidentCommented: (state, { incident }) => noted(state, incident, {}),
    IncidentReleased: ({ active, earlier, releases }) => ({
      score: 0,
      scored: [],
      active: undefined,
      earlier: active ? [{ ...active, status: 'released' as const }, ...earlier].slice(0, REMEMBERED) : earlier,
      releases: releases + 1,
    }),
    IncidentReopened: (state, { incident }) => {
      const again = state.earlier.find(({ id }) => id === incident);
      if (!again) return state;
      const earlier = state.earlier.filter(({ id }) => id !== incident);
      return { ...state, earlier, active: { ...again, status: 'open', notes: again.notes + 1 } };
    },
  },
});

function opened(tripping: Tripping, cause: Cause, decisions: readonly Led[]): IncidentEvent {
  const { now: at, ...facts } = tripping;
  return { type: 'IncidentOpened', ...facts, cause, decisions: decisions.slice(-REMEMBERED), at };
}

function found(incident: string, { active, earlier }: Subject): Incident | undefined {
  return active?.id === incident ? active : earlier.find(({ id }) => id === incident);
}

/** Whoever asks knows of it from the stream itself, so there were too many since. */
function unknown({ releases }: Subject): Refusal<IncidentRefusalCode> {
  return refuse(releases > 0 ? 'INCIDENT_TOO_OLD' : 'INCIDENT_NOT_FOUND');
}

function onOpen(incident: string, state: Subject, carryOut: (active: Incident) => Decided): Decided {
  const about = found(incident, state);
  if (!about) return unknown(state);
  return about.status === 'open' ? carryOut(about) : refuse('INCIDENT_ALREADY_RELEASED');
}

function noting({ notes }: Incident, event: IncidentEvent): Decided {
  return notes >= MOST_NOTES ? refuse('TOO_MANY_INCIDENT_NOTES') : [event];
}

function noted(state: Subject, incident: string, change: Partial<Incident>): Subject {
  const change_ = (each: Incident): Incident => (each.id === incident ? { ...each, ...change, notes: each.notes + 1 } : each);
  return { ...state, active: state.active && change_(state.active), earlier: state.earlier.map(change_) };
}
