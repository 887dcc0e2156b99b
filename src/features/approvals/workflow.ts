import { z } from 'zod';
import { hasRole, ROLES, type Role } from '#libs/operations';

/** A person, an operator's id or name: compared without regard to case and blanks around it. */
const Identity = z.string().trim().min(1).max(200);

const Step = z.strictObject({
  name: z.string().min(1).max(100).default('approval'),
  /** Whoever holds one of these, or is one of these people. With neither it is `approval_admin`. */
  roles: z.array(z.enum(ROLES)).max(8).default([]),
  people: z.array(Identity).max(32).default([]),
  /** How many different people. */
  required: z.number().int().min(1).max(16).default(1),
});

/** One step after the other, or all at once. */
export const ORDERS = ['ordered', 'parallel'] as const;
/** What it means when the time is over: `deny` takes it for a no. */
export const EXPIRIES = ['ask_again', 'deny'] as const;

const DEFAULT_EXPIRY_SECONDS = 3_600;
const MAX_EXPIRY_SECONDS = 604_800;
const MOST_REMINDERS = 8;
/** Who has less time than this is not reminded unless the policy says when. */
const REMINDED_FROM_SECONDS = 60;

/** What a policy says with REQUIRE_APPROVAL, as one of its obligations: `{"type": "approval", ...}`. */
const ApprovalObligation = z
  .strictObject({
    type: z.literal('approval'),
    steps: z.array(Step).min(1).max(8).optional(),
    order: z.enum(ORDERS).default('ordered'),
    expiresInSeconds: z.number().int().min(1).max(MAX_EXPIRY_SECONDS).default(DEFAULT_EXPIRY_SECONDS),
    onExpiry: z.enum(EXPIRIES).default('ask_again'),
    /** When people are reminded while it waits; once, when half of the time has passed, when left out. */
    remindAfterSeconds: z.array(z.number().int().min(1)).max(MOST_REMINDERS).optional(),
  })
  .refine(({ expiresInSeconds, remindAfterSeconds = [] }) => remindAfterSeconds.every((after) => after < expiresInSeconds), {
    path: ['remindAfterSeconds'],
    message: 'must be before the request expires',
  });

/** As it is recorded with the request: nothing is left to a default that may be another one tomorrow. */
export const Workflow = z.object({
  steps: z.array(
    z.object({ name: z.string(), roles: z.array(z.enum(ROLES)), people: z.array(z.string()), required: z.number().int() }),
  ),
  order: z.enum(ORDERS),
  expiresInSeconds: z.number().int(),
  onExpiry: z.enum(EXPIRIES),
  /** The first first, no two the same. */
  remindAfterSeconds: z.array(z.number().int()),
});
export type Workflow = z.output<typeof Workflow>;

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

/** Who asks a person to decide instead, until then. */
export interface Delegation {
  readonly from: Person;
  readonly to: string;
  /** RFC 3339 UTC. */
  readonly until: string;
}

/** A place in a step that somebody took, perhaps for somebody else. */
export interface Given {
  readonly step: number;
  readonly by: Person;
  readonly onBehalfOf: Person | null;
}

const BY_APPROVAL_ADMIN: Role[] = ['approval_admin'];

/** The workflow among the obligations of a ruling, or what is wrong with it. */
export function workflowOf(obligations: readonly object[]): Workflow | { readonly wrong: string } {
  const given = obligations.filter((obligation) => 'type' in obligation && obligation.type === 'approval');
  if (given.length > 1) return { wrong: 'there is more than one obligation of the type approval' };
  const [obligation] = given;
  return obligation ? workflowIn(obligation) : WITHOUT_TERMS;
}

function workflowIn(obligation: object): Workflow | { readonly wrong: string } {
  const read = ApprovalObligation.safeParse(obligation);
  if (!read.success) {
    const [issue] = read.error.issues;
    return { wrong: `the obligation of the type approval: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
  }
  const {
    steps = [Step.parse({})],
    order,
    expiresInSeconds,
    onExpiry,
    remindAfterSeconds = remindersWithin(expiresInSeconds),
  } = read.data;
  const reminders = [...new Set(remindAfterSeconds)].sort((a, b) => a - b);
  const whole = steps.map((step) => (step.roles.length + step.people.length > 0 ? step : { ...step, roles: BY_APPROVAL_ADMIN }));
  return { steps: whole, order, expiresInSeconds, onExpiry, remindAfterSeconds: reminders };
}

/** What most policies leave it at; one for all calls, so nobody may change it. */
const WITHOUT_TERMS = workflowIn({ type: 'approval' });

function remindersWithin(seconds: number): number[] {
  return seconds < REMINDED_FROM_SECONDS ? [] : [Math.floor(seconds / 2)];
}

/** When people are reminded of a request, the first time first; RFC 3339 UTC. */
export function remindersOf({ remindAfterSeconds }: Workflow, requestedAt: string): string[] {
  return remindAfterSeconds.map((after) => new Date(Date.parse(requestedAt) + after * 1_000).toISOString());
}

/** One spelling for one person. */
function identity(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

export function isCalled(person: Pick<Person, 'id' | 'name'>, name: string): boolean {
  return [person.id, person.name].some((own) => identity(own) === identity(name));
}

/** Whether nobody is missing any more. */
export function isComplete({ steps }: Workflow, given: readonly Given[]): boolean {
  return steps.every((step, index) => takenIn(given, index) >= step.required);
}

/** The steps that take somebody now: in order the first that is not full, else all that are not. */
export function openSteps({ steps, order }: Workflow, given: readonly Given[]): number[] {
  const open = steps.map((_, index) => index).filter((index) => takenIn(given, index) < (steps[index]?.required ?? 0));
  return order === 'ordered' ? open.slice(0, 1) : open;
}

/** Whether the person has a say of their own in any step that is not full. */
export function isNamed(workflow: Workflow, given: readonly Given[], person: Person): boolean {
  return openSteps({ ...workflow, order: 'parallel' }, given).some((step) => isNamedIn(workflow, step, person));
}

/** The place that `person` would take at `now`: their own before one of somebody who asked them. Undefined when there is none. */
export function placeFor(
  workflow: Workflow,
  given: readonly Given[],
  delegations: readonly Delegation[],
  person: Person,
  now: string,
): Pick<Given, 'step' | 'onBehalfOf'> | undefined {
  const open = openSteps(workflow, given);
  const own = open.find((step) => isNamedIn(workflow, step, person));
  if (own !== undefined) return { step: own, onBehalfOf: null };
  for (const { from, to, until } of delegations) {
    if (until <= now || !isCalled(person, to) || hasActed(given, from)) continue;
    const step = open.find((each) => isNamedIn(workflow, each, from));
    if (step !== undefined) return { step, onBehalfOf: from };
  }
  return undefined;
}

/** Nobody takes two places, not even one of them for somebody else. */
export function hasActed(given: readonly Given[], person: Pick<Person, 'id' | 'name'>): boolean {
  return given.some(({ by, onBehalfOf }) => isCalled(person, by.id) || (onBehalfOf !== null && isCalled(person, onBehalfOf.id)));
}

function isNamedIn({ steps }: Workflow, index: number, person: Person): boolean {
  const step = steps[index];
  if (!step) return false;
  return step.people.some((name) => isCalled(person, name)) || step.roles.some((role) => hasRole(person.roles, role));
}

function takenIn(given: readonly Given[], step: number): number {
  return given.filter((each) => each.step === step).length;
}
