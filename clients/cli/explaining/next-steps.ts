import { DECISION_CODE_TEXTS, type DecisionCode } from '#libs/ruling';
import { WRIT } from '../started-as.js';
import { shellWord } from '../showing/shell-word.js';
import { type Causes, ownRule } from './causes.js';
import type { ExplainedDecision } from './explained-decision.js';

/** What a code means; undefined for one of a later server. */
export function codeText(code: string): (typeof DECISION_CODE_TEXTS)[DecisionCode] | undefined {
  return Object.hasOwn(DECISION_CODE_TEXTS, code) ? DECISION_CODE_TEXTS[code as DecisionCode] : undefined;
}

/** Commands that go on from here, ready to be copied. */
export function nextCommands(decision: ExplainedDecision, causes: Causes): string[] {
  return [...(BY_CODE[decision.code as DecisionCode]?.(decision, causes) ?? []), ...policyCommands(decision)];
}

type Commands = (decision: ExplainedDecision, causes: Causes) => string[];

const WHY = '--reason "…"';

const liftControl =
  (verb: 'restore' | 'resume'): Commands =>
  (_, { control }) => {
    if (!control) return [];
    const target = control.target === null || control.scope === 'global' ? '' : ` --target ${shellWord(control.target)}`;
    return [`${WRIT} ${verb} --scope ${control.scope}${target} ${WHY}`];
  };

const aboutApproval: Commands = (_, { approval }) =>
  approval?.state === 'pending'
    ? [`${WRIT} approvals approve ${shellWord(approval.id)}`, `${WRIT} approvals deny ${shellWord(approval.id)} ${WHY}`]
    : [];

const aboutLimit: Commands = (_, { limit }) => (limit ? [`${WRIT} limits values ${shellWord(limit.id)}`] : [`${WRIT} limits`]);
const aboutTool: Commands = ({ tool }) => [`${WRIT} tools`, `${WRIT} tools describe --name ${shellWord(tool)} --class …`];

const BY_CODE: Partial<Record<DecisionCode, Commands>> = {
  KILL_SWITCH: liftControl('restore'),
  PAUSED: liftControl('resume'),
  QUARANTINED: (decision, { incident }) => {
    const id = ownRule(decision, 'incidents');
    if (id === undefined) return [];
    const release = incident?.state === 'open' ? [`${WRIT} incidents release ${shellWord(id)} ${WHY}`] : [];
    return [`${WRIT} incidents get ${shellWord(id)}`, ...release];
  },
  APPROVAL_REQUIRED: aboutApproval,
  RATE_LIMITED: aboutLimit,
  BUDGET_EXCEEDED: aboutLimit,
  LIMIT_UNCOUNTABLE: aboutLimit,
  UNKNOWN_TOOL: aboutTool,
  ARGUMENTS_DO_NOT_FIT: aboutTool,
  DLP_BLOCKED: ({ sessionId }) => [`${WRIT} labels of-session ${shellWord(sessionId)}`, `${WRIT} labels sink-rules`],
  FACT_UNCOUNTABLE: () => [`${WRIT} facts`],
  NO_ACTIVE_POLICY: () => [`${WRIT} policy list`],
  POLICY_DENIED: ({ rule, agent, tool }) => [
    `${WRIT} exceptions request --rule ${shellWord(rule)} --tool ${shellWord(tool)} --agent ${shellWord(agent)} --seconds 3600 ${WHY}`,
  ],
};

function policyCommands({ policy, verdict }: ExplainedDecision): string[] {
  if (!policy || verdict === 'ALLOW') return [];
  return [`${WRIT} policy show ${shellWord(policy.id)} --revision ${policy.revision}`];
}
