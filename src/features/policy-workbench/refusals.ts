import { refusals } from '#libs/event-sourcing';

export const workbenchRefusals = refusals({
  POLICY_TOOLS_BUSY: {
    kind: 'unavailable',
    says: 'More policies wait to be looked at than this server holds, or it is stopping.',
    fix: 'Try again after `Retry-After` seconds, or use `writ policy` on your own machine.',
  },
  POLICY_TOO_COSTLY: {
    kind: 'unprocessable',
    says: 'Looking at the policy took more time or memory than one request may use.',
    fix: 'Ask for fewer `parts`, split the policy, or use `writ policy` on your own machine.',
  },
  POLICY_TEMPLATE_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such policy template.',
    fix: 'See `GET /v1/policy-templates`.',
  },
  POLICY_TEMPLATE_PARAMETER_INVALID: {
    kind: 'unprocessable',
    says: 'The template has no such parameter, or the value is of another type than the parameter.',
    fix: 'See `parameters` in `GET /v1/policy-templates/{name}`.',
  },
});
export type WorkbenchRefusalCode = keyof typeof workbenchRefusals;
