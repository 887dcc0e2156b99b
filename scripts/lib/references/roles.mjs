// Who may do what: role by operation, from the same declarations that the front door goes by.
import { compiled, page, table } from './sources.mjs';

const INTRODUCTION = `Access is said once, where an operation or a route is declared. Each of viewer, operator, admin and owner includes the ones
before it; every other role includes viewer and nothing else. Whatever says nothing about access is closed. A role that opens nothing
yet is listed as such: it can be given, and is kept for what is coming.`;

const COLUMNS = [
  'viewer',
  'operator',
  'admin',
  'owner',
  'auditor',
  'policy_admin',
  'approval_admin',
  'incident_admin',
  'replay_admin',
  'shadow_admin',
];
const WHO = {
  anyone: 'anyone',
  agent: 'agents, with an agent key',
  'agent-or-operator': 'agents, and operators of any role',
  'deployment-owner': 'the owner of the deployment',
};

function rowsFor(routes, roles, hasRole) {
  return routes.map(({ method, path, says, access }) => [
    says,
    `\`${method} ${path}\``,
    ...roles.map((role) => (access.roles.some((needed) => hasRole([role], needed)) ? '✓' : '')),
    access.deployment ? '✓' : '',
  ]);
}

/** `routes`: what the composed application serves, with the access of each. */
export async function rolesReference(routes) {
  const { hasRole, ROLES } = await compiled('libs/operations/index');
  const known = routes.filter(({ access }) => access);
  const ofOperators = known.filter(({ access }) => access.to === 'operator');
  const opened = (role) => ofOperators.some(({ access }) => access.roles.includes(role));
  const unexpected = ROLES.filter((role) => opened(role) && !COLUMNS.includes(role));
  if (unexpected.length > 0) throw new Error(`scripts/lib/references/roles.mjs has no column for ${unexpected.join(', ')}`);
  const others = known.filter(({ access }) => access.to !== 'operator');
  const lines = [
    INTRODUCTION,
    '',
    '## Operators',
    '',
    'The last column: also for operators of the deployment itself, on its own ledger.',
    '',
    ...table(['What', 'Route', ...COLUMNS, 'deployment'], rowsFor(ofOperators, COLUMNS, hasRole)),
    '',
    `Roles that open nothing more than viewer yet: ${ROLES.filter((role) => !opened(role)).join(', ')}.`,
    '',
    '## Everybody else',
    '',
    ...table(
      ['What', 'Route', 'For'],
      others.map(({ method, path, says, access }) => [says, `\`${method} ${path}\``, WHO[access.to]]),
    ),
    '',
    'GraphQL fields of the same operations have the same access. The stream is for agents (decide, outcome) and for operators (subscribe, follow:',
    'viewer; the channel `ledger`: auditor or owner).',
  ];
  return [['docs/reference/roles.md', page('Roles', 'the operations and routes of the application', lines)]];
}
