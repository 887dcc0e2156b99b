import { refusals } from '#libs/event-sourcing';

export const workbenchRefusals = refusals({
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
