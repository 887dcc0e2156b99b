import { DECISION_CODE_TEXTS, type DecisionCode } from '#libs/ruling';
import { WRIT } from '../started-as.js';
import { shown } from '../showing/screen.js';
import { shellWord } from '../showing/shell-word.js';
import { type Causes, ownRule } from './causes.js';
import type { ExplainedDecision } from './explained-decision.js';

/** What a code means; undefined for one of a later server. */
export function codeText(code: string): (typeof DECISION_CODE_TEXTS)[DecisionCode] | undefined {
  return Object.hasOwn(DECISION_CODE_TEXTS, code) ? DECISION_CODE_TEXTS[code as DecisionCode] : undefined;
}

/** The same for what happened here: a kill or a pause names what it is of. */
export function saysOf({ code, rule, agent, tool, sessionId }: ExplainedDecision): string | undefined {
  const done = code === 'KILL_SWITCH' ? 'killed' : code === 'PAUSED' ? 'paused' : undefined;
  const of: Readonly<Record<string, string>> = {
    global: 'everything',
    tenant: 'the whole tenant',
    agent: `the agent ${shown(agent)}`,
    tool: `the tool ${shown(tool)}`,
    session: `the session ${shown(sessionId)}`,
  };
  const scope = rule.split('.').at(-1) ?? '';
  return done !== undefined && Object.hasOwn(of, scope) ? `A person ${done} ${of[scope]}.` : codeText(code)?.says;
}

const ANEW = 'ask for the call again, and people are asked anew.';
/** What became of the request since then, where the call had to wait for people. */
const BY_STATE: Readonly<Record<string, string>> = {
  approved: 'People agreed: the agent asks for exactly this call again, and it passes once.',
  denied: 'A person said no to exactly this call: read the comment. Another call is looked at anew.',
  used: `The approval was used for a call that passed: ${ANEW}`,
  withdrawn: `The request was taken back: ${ANEW}`,
  expired: 'Ask for the call again. Where the policy takes expiring for a no, it stays one for exactly this call.',
  superseded: 'The same call was asked for again under another policy: decide about the newer request.',
};

/** What whoever was stopped can do, as things stand now. */
export function adviceFor({ code }: ExplainedDecision, { control, approval }: Causes): string | undefined {
  if (control === null) return 'Ask again: what stopped it is no longer in force.';
  const { state = '' } = (code === 'APPROVAL_REQUIRED' && approval) || {};
  return Object.hasOwn(BY_STATE, state) ? BY_STATE[state] : codeText(code)?.next;
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
    `${WRIT} exceptions request --rule ${shellWord(rule)} --tool ${shellWord(tool)} --agent ${shellWord(agent)} --seconds 3600 ${WHY}  # somebody else has to agree before it lets anything pass`,
  ],
};

function policyCommands({ policy, verdict }: ExplainedDecision): string[] {
  if (!policy || verdict === 'ALLOW') return [];
  return [`${WRIT} policy show ${shellWord(policy.id)} --revision ${policy.revision}`];
}
