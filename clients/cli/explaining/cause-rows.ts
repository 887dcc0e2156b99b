import { z } from 'zod';
import { roomText } from '../showing/limit-room.js';
import { momentText } from '../showing/moments.js';
import { whoIn } from '../showing/people.js';
import { shown } from '../showing/screen.js';
import { type Causes, ownRule } from './causes.js';
import type { ExplainedDecision } from './explained-decision.js';

type Row = readonly [name: string, value: string | undefined];

const Standing = z.looseObject({ limit: z.number(), used: z.number(), adds: z.number(), resetSeconds: z.number() });
const Standings = z.record(z.string(), Standing);

/** What stopped the call, or let it pass, beside the rule: by whom, since when, and how that stands now. */
export function causeRows(decision: ExplainedDecision, causes: Causes): Row[] {
  return [
    ...controlRows(decision, causes),
    ...incidentRows(causes),
    ...limitRows(decision, causes),
    ...approvalRows(causes),
    ...exceptionRows(causes),
  ];
}

function by(item: Readonly<Record<string, unknown>>, member: string): string {
  const who = whoIn(item, member);
  return who === undefined ? '' : ` by ${who}`;
}

function controlRows({ code, ledger }: ExplainedDecision, { control, lifted }: Causes): Row[] {
  const [name, end] = code === 'PAUSED' ? ['pause', 'resumed'] : ['kill', 'restored'];
  if (control === undefined) return [];
  const then = lifted && `${whatOf(lifted)}, set ${momentText(lifted.setAt)}${by(lifted, 'setBy')}: ${shown(lifted.reason)}`;
  const ended: Row = [
    end,
    lifted?.liftedAt ? `${momentText(lifted.liftedAt)}${by(lifted, 'liftedBy')}: ${shown(lifted.liftedReason ?? '')}` : undefined,
  ];
  if (control === null) return [[name, `no longer in force${then ? `: ${then}` : ''}`], ended];
  const again = Date.parse(control.setAt) > Date.parse(ledger.recordedAt) ? 'lifted since, and set again' : 'in force since';
  const now = `${whatOf(control)}, ${again} ${momentText(control.setAt)}${by(control, 'setBy')}: ${shown(control.reason)}`;
  return [[name, now], ['before', then], ended];
}

function whatOf({ scope, target }: { readonly scope: string; readonly target: string | null }): string {
  return `${shown(scope)}${target === null ? '' : ` ${shown(target)}`}`;
}

function incidentRows({ incident }: Causes): Row[] {
  if (!incident) return [];
  const { state, subject, subjectId, openedAt, cause } = incident;
  const why =
    cause.kind === 'score'
      ? `score ${cause.reached}, ${cause.threshold} is too much`
      : `${cause.reached} ${shown(cause.on ?? 'of them')}, ${cause.threshold} are too many`;
  const assigned = whoIn(incident, 'assignedTo');
  return [
    [
      'incident',
      `${shown(state)}, ${shown(subject)} ${shown(subjectId)} contained ${momentText(openedAt)}: ${why}${assigned ? `; assigned to ${assigned}` : ''}`,
    ],
  ];
}

function limitRows(decision: ExplainedDecision, { limit }: Causes): Row[] {
  const standings = Standings.safeParse(decision.facts['limits']).data ?? {};
  const own = ownRule(decision, 'limits');
  return Object.entries(standings)
    .filter(([name]) => own === undefined || name === own)
    .map(([name, { limit: most, used, adds, resetSeconds }], index): Row => {
      const set = limit && name === limit.name ? `; set ${momentText(limit.setAt)}${by(limit, 'setBy')}` : '';
      return [
        index === 0 ? 'limit' : '',
        `${shown(name)}: ${used} of ${most} used, this call adds ${adds}${used > 0 ? `; ${roomText(resetSeconds)}` : ''}${set}`,
      ];
    });
}

function approvalRows({ approval }: Causes): Row[] {
  if (!approval) return [];
  const steps = approval.steps
    .filter(({ isOpen }) => isOpen)
    .map(({ name, given, required, roles, people }) => {
      const whom = [...roles, ...people].map(shown).join(', ');
      return `step ${shown(name)}: ${given} of ${required}${whom ? ` (${whom})` : ''}`;
    });
  const open = approval.state === 'pending' ? [`until ${momentText(approval.expiresAt)}`, ...steps] : [];
  const history = approval.history.map((entry) => {
    const comment = entry.comment === null ? '' : `: ${shown(entry.comment)}`;
    return `${momentText(entry.at)} ${wordsOf(entry.step)}${by(entry, 'by')}${comment}`;
  });
  return [
    ['approval', [`${shown(approval.id)}, now ${shown(approval.state)}`, ...open].join('; ')],
    ...history.map((text): Row => ['', text]),
  ];
}

function exceptionRows({ exception }: Causes): Row[] {
  if (!exception) return [];
  const until = exception.expiresAt === null ? '' : `, until ${momentText(exception.expiresAt)}`;
  const people = `asked for ${momentText(exception.requestedAt)}${by(exception, 'requestedBy')}, agreed to${by(exception, 'approvedBy')}`;
  return [['exception', `${shown(exception.id)}, now ${shown(exception.state)}${until}; ${people}: ${shown(exception.reason)}`]];
}

/** `ApprovalDenied` as `denied`, `ApprovalStepFilled` as `step filled`. */
function wordsOf(step: string): string {
  const words = step.replace(/^Approval(?=[A-Z])/, '').replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter}`);
  return shown(words.toLowerCase());
}
