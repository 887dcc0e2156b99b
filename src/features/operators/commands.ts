import { z } from 'zod';

/** Roles an operator of a tenant can hold. */
export const TENANT_ROLES = [
  'viewer',
  'operator',
  'admin',
  'owner',
  'policy_admin',
  'approval_admin',
  'shadow_admin',
  'replay_admin',
  'incident_admin',
  'rollout_admin',
  'auditor',
] as const;

export const RegisterOperatorRequest = z
  .strictObject({
    name: z.string().trim().min(1).max(200),
    roles: z.array(z.enum(TENANT_ROLES)).min(1).max(TENANT_ROLES.length),
  })
  .meta({ id: 'RegisterOperatorRequest' });

export const TokenRequest = z
  .union([
    z.strictObject({ clientId: z.string().max(256), clientSecret: z.string().max(256) }),
    z.strictObject({ refreshToken: z.string().max(256) }),
  ])
  .meta({ id: 'TokenRequest' });

export type OperatorCommand = {
  readonly type: 'RegisterOperator';
  readonly operator: string;
  readonly name: string;
  readonly roles: readonly (typeof TENANT_ROLES)[number][];
  readonly secretHash: string;
};
