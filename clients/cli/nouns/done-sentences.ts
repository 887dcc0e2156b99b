/**
 * What an operation did, and what comes next, in words: `{name}` is that member of the answer, else of what was given. The rest of
 * the answer is told below.
 */
export interface DoneSentence {
  readonly says: string;
  /** Commands begin with `{writ}`; what is put into one stays one word of a shell. */
  readonly next?: string;
}

const said = (says: string, next?: string): DoneSentence => ({ says, ...(next !== undefined && { next }) });
const KEEP_KEY = 'keep the key, it is shown this once; WRIT_AGENT_KEY=<key> {writ} decide --tool <tool> asks with it';
const KEEP_SECRET = 'keep the secret, it is shown this once; {writ} login --client-id {clientId} asks for it';
const SIGNS = 'what receives keeps the secret, it is shown this once; {writ} webhooks deliveries {id} tells what was sent';

export const DONE_SENTENCES: Readonly<Record<string, DoneSentence>> = {
  'agents.register': said('registered agent {agent.id}', KEEP_KEY),
  'agents.rotate': said('gave agent {id} another key; every other one stopped', KEEP_KEY),
  'agents.revoke': said('revoked key {keyId} of agent {id}', '{writ} agents rotate {id} gives another one'),
  'decisions.outcome': said('told that {decisionId} {status}', '{writ} explain {decisionId}'),
  'exceptions.request': said(
    'asked for exception {id}, which lets nothing pass yet',
    'somebody else, with the role approval_admin: {writ} exceptions approve {id}',
  ),
  'exceptions.approve': said('agreed to exception {id}', '{writ} exceptions revoke {id} --reason "…" ends it'),
  'exceptions.revoke': said('revoked exception {id}, in effect with the next decision'),
  'facts.declare': said('counts {name} from now on, as input.facts.{name}', '{writ} facts values {name}'),
  'facts.end': said('counts {name} no more'),
  'incidents.assign': said('said who looks after incident {id}, which is {state}', '{writ} incidents get {id}'),
  'incidents.comment': said('said something about incident {id}, which is {state}'),
  'incidents.release': said('released incident {id}, in effect with the next decision'),
  'incidents.reopen': said('reopened incident {id}', '{writ} incidents get {id}'),
  'incidents.setRules': said('said when sessions and agents are contained', '{writ} incidents --state open'),
  'invariants.declare': said('declared that {name} is to hold of every policy', '{writ} prove-policy <policy> --declared'),
  'invariants.withdraw': said('withdrew {name}: it need not hold any more'),
  'labels.declassify': said('took labels from session {sessionId}', '{writ} labels of-session {sessionId}'),
  'labels.setSinkRule': said('set sink rule {id}, in effect with the next decision', '{writ} labels sink-rules'),
  'labels.endSinkRule': said('ended sink rule {id}, in effect with the next decision'),
  'labels.setPersonalData': said('personal data in results is recorded with the mode {mode} from now on'),
  'limits.set': said('set limit {id}, in effect with the next decision', '{writ} limits values {id} tells what is used of it'),
  'limits.end': said('ended limit {id}, in effect with the next decision'),
  'operators.register': said('registered operator {operator.name} ({operator.id})', KEEP_SECRET),
  'operators.rotateSecret': said('gave operator {clientId} another secret; the old one and its sessions stopped', KEEP_SECRET),
  'operators.changeRoles': said('operator {operator} has other roles from its next request on'),
  'operators.end': said('ended operator {operator} for good'),
  'prices.set': said('set list of prices {version}, from the next decision on', '{writ} prices'),
  'projections.verify': said('asked for a verification of {projection}, {run}', '{writ} projections watch {projection}'),
  'projections.rebuild': said('asked for {projection} to be made anew, {run}', '{writ} projections watch {projection}'),
  'projections.cancel': said('cancelled what was done about the rows of {projection}: {kind} {run}', '{writ} projections'),
  'projections.pause': said('{projection} stands still', '{writ} projections resume {projection} has it go on'),
  'projections.resume': said('{projection} goes on where it stood', '{writ} projections'),
  'projections.skip': said('{projection} goes on without the event at {position}', '{writ} projections'),
  'readAudit.set': said('what operators look at is recorded: {reads}'),
  'replays.request': said('asked for replay {id}', '{writ} replay watch {id}'),
  'replays.pause': said('replay {id} is {state}; what it has done is kept', '{writ} replays resume {id}'),
  'replays.resume': said('replay {id} is {state}', '{writ} replay watch {id}'),
  'replays.cancel': said('replay {id} is {state}'),
  'replays.retry': said('replay {id} is {state} again, from where it failed', '{writ} replay watch {id}'),
  'risk.declare': said('declared risk factors, version {version}, from the next decision on', '{writ} risk factors'),
  'sessions.open': said('opened session {session.id} of agent {session.agent}'),
  'sessions.close': said('closed session {session.id} for good'),
  'shadows.start': said('shadow {id} is compared with every decision from now on; it decides nothing', '{writ} shadow show {id}'),
  'shadows.end': said('shadow {id} is {state}; what was decided until now is still compared', '{writ} shadow show {id}'),
  'tenants.create': said('created tenant {tenant.id}', '{writ} operators register {tenant.id} --name … --roles \'["admin"]\''),
  'tools.describe': said('described tool {name}; the catalogue is at version {version}', '{writ} tools'),
  'tools.import': said('took tools into the catalogue, which is at version {version}', '{writ} tools'),
  'tools.remove': said('removed tool {name}; the catalogue is at version {version}'),
  'webhooks.register': said('registered webhook {id}', SIGNS),
  'webhooks.rotate': said('webhook {id} signs with another secret', SIGNS),
  'webhooks.resend': said('sends delivery {id} once more'),
  'webhooks.end': said('ended webhook {id}; it is told nothing more'),
};
