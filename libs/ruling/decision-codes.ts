/** What a code of a decision means, and what whoever was stopped can do about it. Plain words, with `code` between backticks. */
export interface CodeText {
  readonly says: string;
  readonly next: string;
}

const FITTING = 'Send the token that came with the yes for exactly this call, or leave it out: the call is then looked at anew.';

/** Everything a decision can be told as. A guard that stops calls for a reason of its own adds its code here, with its texts. */
export const DECISION_CODE_TEXTS = {
  ALLOWED: { says: 'The policy allows the call.', next: 'Run the call, and report its outcome.' },
  POLICY_DENIED: {
    says: 'A rule of the policy denies the call.',
    next: 'Read the rule. If the call should be allowed, change the policy, or ask for an exception that names the rule.',
  },
  APPROVAL_REQUIRED: {
    says: 'People have to agree before the call may run.',
    next: 'Somebody who may decides about the request; then the agent asks for exactly this call again.',
  },
  APPROVED: { says: 'People agreed to exactly this call.', next: 'Run the call, and report its outcome.' },
  EXCEPTED: { says: 'An exception lets the call pass.', next: 'Run the call, and report its outcome.' },
  APPROVAL_DENIED: {
    says: 'A person said no to exactly this call.',
    next: 'Read the comment of who said no. Another call is looked at anew.',
  },
  APPROVAL_TOKEN_INVALID: { says: 'The approval token is not one of this deployment.', next: FITTING },
  APPROVAL_FOR_OTHER_TENANT: { says: 'The approval was given in another tenant.', next: FITTING },
  APPROVAL_FOR_OTHER_SESSION: { says: 'The approval was given for another session.', next: FITTING },
  APPROVAL_FOR_OTHER_AGENT: { says: 'The approval was given to another agent.', next: FITTING },
  APPROVAL_FOR_OTHER_TOOL: { says: 'The approval was given for another tool.', next: FITTING },
  APPROVAL_FOR_OTHER_ARGUMENTS: { says: 'The approval was given for other arguments.', next: FITTING },
  APPROVAL_FOR_OTHER_POLICY: {
    says: 'The approval was given under another policy than the one that decides now.',
    next: 'Ask for the call without the token: people are asked again, under the policy of now.',
  },
  APPROVAL_USED: {
    says: 'The approval was used before; it is good for one call.',
    next: 'Ask for the call without the token: people are asked again.',
  },
  APPROVAL_WITHDRAWN: {
    says: 'The approval was taken back.',
    next: 'Ask for the call without the token: people are asked again.',
  },
  APPROVAL_EXPIRED: {
    says: 'Nobody agreed in time, or what was agreed to was not used in time.',
    next: 'Ask for the call again. Where the policy takes expiring for a no, it stays one for exactly this call.',
  },
  MODIFIED: { says: 'The call may run with changes.', next: 'Run the call with `changes`, and report its outcome.' },
  DEFERRED: { says: 'The policy wants the call asked again later.', next: 'Ask again after `retryAfter` seconds.' },
  UNKNOWN_TOOL: {
    says: 'The tenant has a catalogue of tools, and this one is not in it.',
    next: 'Correct the name of the tool, or have it described.',
  },
  ARGUMENTS_DO_NOT_FIT: {
    says: 'The arguments do not fit what the catalogue says of the tool.',
    next: 'Correct the arguments, or describe the tool anew.',
  },
  DLP_BLOCKED: {
    says: 'Data of this call has a label that may not go to this tool.',
    next: 'Use a session that has not read such data, or have the label of this session lifted by somebody who may.',
  },
  KILL_SWITCH: {
    says: 'A person killed the agent, the tool or the session of this call, or the whole tenant, or everything.',
    next: 'Wait until it is restored. Who may restore it does so when the reason is gone.',
  },
  PAUSED: {
    says: 'A person paused the agent, the tool or the session of this call, or the whole tenant, or everything.',
    next: 'Ask again later: it is looked at anew once it is resumed.',
  },
  QUARANTINED: {
    says: 'The session or the agent did too much that was denied or failed, and nothing of it passes until it is released.',
    next: 'Look at the incident; an `incident_admin` releases it when nothing is wrong.',
  },
  RATE_LIMITED: {
    says: 'There were as many calls as are allowed in this time.',
    next: 'Ask again after `retryAfter` seconds, or have the limit raised.',
  },
  BUDGET_EXCEEDED: {
    says: 'What may be used in this day or month is used.',
    next: 'Wait for the next day or month, or have the limit raised.',
  },
  LIMIT_UNCOUNTABLE: {
    says: 'A limit is about this call, and what it counts cannot be told of the call.',
    next: 'Send what it counts (`context.usage.tokens`), or give the tenant the list of prices that it goes by.',
  },
  FACT_UNCOUNTABLE: {
    says: 'A declared fact is about this call, and what it counts cannot be told of the call.',
    next: 'Send the argument that it counts as a whole number, or end the fact.',
  },
  NO_ACTIVE_POLICY: { says: 'The tenant has no published policy.', next: 'Publish a policy.' },
  POLICY_ERROR: {
    says: 'The policy failed, or answered with something that is no decision.',
    next: 'Correct the policy: the reason says what went wrong, the rule trace where.',
  },
} as const satisfies Readonly<Record<string, CodeText>>;

export type DecisionCode = keyof typeof DECISION_CODE_TEXTS;
export const DECISION_CODES = Object.keys(DECISION_CODE_TEXTS) as [DecisionCode, ...DecisionCode[]];
