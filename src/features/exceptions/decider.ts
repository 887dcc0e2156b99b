import { decider, refuse } from '#libs/event-sourcing';
import type { ExceptionCommand } from './commands.js';
import type { ExceptionEvent, Scope } from './events.js';
import { AGREED_WITHIN_MS } from './exception-times.js';
import type { ExceptionRefusalCode } from './refusals.js';

export interface Exception {
  readonly id: string;
  readonly scope: Scope;
  readonly rule: string | null;
  readonly seconds: number;
  /** Calls it still lets pass; null for any number. */
  readonly left: number | null;
  readonly reason: string;
  readonly by: string;
  /** RFC 3339 UTC; null when it was asked for before this was recorded. */
  readonly requestedAt: string | null;
  /** Null until it was approved. */
  readonly expiresAt: string | null;
}

/** The exceptions of a tenant that are asked for or hold, in the order in which they were asked for. */
export interface ExceptionState {
  readonly open: readonly Exception[];
  /** Those that are over, the newest of them. */
  readonly over: readonly string[];
}

const MOST_OPEN = 500;
const REMEMBERED = 2_000;

/** What an exception is asked about: a call that a policy ruled on. */
export interface LiftedCall {
  readonly session: string;
  readonly agent: string;
  readonly tool: string;
  readonly rule: string;
  readonly isDenied: boolean;
  /** RFC 3339 UTC. */
  readonly now: string;
}

/** The one that lets this call pass; undefined when none does. A denial needs one that names the rule which denied. */
export function lifting({ open }: ExceptionState, call: LiftedCall): Exception | undefined {
  return open.find((each) => holds(each, call.now) && covers(each, call));
}

function holds({ expiresAt, left }: Exception, now: string): boolean {
  return expiresAt !== null && now < expiresAt && left !== 0;
}

/** Whether its time is over, or that in which somebody can agree to it. Nobody may have recorded it yet. */
function isOver({ requestedAt, expiresAt }: Exception, now: string): boolean {
  if (expiresAt !== null) return expiresAt <= now;
  return requestedAt !== null && Date.parse(requestedAt) + AGREED_WITHIN_MS <= Date.parse(now);
}

function covers({ scope, rule }: Exception, call: LiftedCall): boolean {
  if (rule === null ? call.isDenied : rule !== call.rule) return false;
  return (['session', 'agent', 'tool'] as const).every((part) => scope[part] === undefined || scope[part] === call[part]);
}

/** Two people let calls pass for a while that the policy would hold or, rule by rule, deny. */
export const exceptions = decider<ExceptionCommand, ExceptionEvent, ExceptionState, ExceptionRefusalCode>({
  initial: { open: [], over: [] },
  decide: {
    RequestException: ({ type: _, now, ...request }, { open }) =>
      open.filter((each) => !isOver(each, now)).length >= MOST_OPEN
        ? refuse('TOO_MANY_EXCEPTIONS')
        : [{ type: 'ExceptionRequested', ...request, requestedAt: now }],
    ApproveException: ({ exception, by, now }, { open, over }) => {
      const asked = open.find(({ id }) => id === exception);
      if (!asked) return refuse(over.includes(exception) ? 'EXCEPTION_ALREADY_DECIDED' : 'EXCEPTION_NOT_FOUND');
      if (asked.expiresAt !== null || isOver(asked, now)) return refuse('EXCEPTION_ALREADY_DECIDED');
      if (asked.by === by) return refuse('EXCEPTION_NEEDS_ANOTHER_PERSON');
      const expiresAt = new Date(Date.parse(now) + asked.seconds * 1_000).toISOString();
      return [{ type: 'ExceptionApproved', exception, by, expiresAt }];
    },
    RevokeException: ({ exception, by, reason }, { open, over }) => {
      if (open.some(({ id }) => id === exception)) return [{ type: 'ExceptionRevoked', exception, by, reason }];
      return over.includes(exception) ? [] : refuse('EXCEPTION_NOT_FOUND');
    },
    ExpireException: ({ exception, now }, { open }) =>
      open.some((each) => each.id === exception && isOver(each, now)) ? [{ type: 'ExceptionExpired', exception }] : [],
    UseException: ({ exception, decision, now }, { open }) =>
      open.some((each) => each.id === exception && holds(each, now))
        ? [{ type: 'ExceptionUsed', exception, decision }]
        : refuse('EXCEPTION_ALREADY_DECIDED'),
  },
  evolve: {
    ExceptionRequested: ({ open, over }, { exception: id, scope, rule, seconds, uses: left, reason, by, requestedAt }) => ({
      over,
      open: [...open, { id, scope, rule, seconds, left, reason, by, requestedAt, expiresAt: null }],
    }),
    ExceptionApproved: (state, { exception, expiresAt }) => changed(state, exception, () => ({ expiresAt })),
    ExceptionRevoked: (state, { exception }) => without(state, exception),
    ExceptionExpired: (state, { exception }) => without(state, exception),
    ExceptionUsed: (state, { exception }) => {
      const left = state.open.find(({ id }) => id === exception)?.left ?? null;
      return left === 1
        ? without(state, exception)
        : changed(state, exception, () => ({ left: left === null ? null : left - 1 }));
    },
  },
});

function changed({ open, over }: ExceptionState, exception: string, change: () => Partial<Exception>): ExceptionState {
  return { over, open: open.map((each) => (each.id === exception ? { ...each, ...change() } : each)) };
}

function without({ open, over }: ExceptionState, exception: string): ExceptionState {
  return { open: open.filter(({ id }) => id !== exception), over: [exception, ...over].slice(0, REMEMBERED) };
}
