import { z } from 'zod';
import { ROLES, shownText } from '#libs/operations';

/** Roles an operator of a tenant can hold. */
export const TENANT_ROLES = ROLES;

export const RegisterOperatorRequest = z
  .strictObject({
    name: shownText(200),
    roles: z.array(z.enum(TENANT_ROLES)).min(1).max(TENANT_ROLES.length),
  })
  .meta({ id: 'RegisterOperatorRequest' });

export const TokenRequest = z
  .union([
    z.strictObject({ clientId: z.string().max(256), clientSecret: z.string().max(256) }),
    z.strictObject({ refreshToken: z.string().max(256) }),
  ])
  .meta({ id: 'TokenRequest' });

export const OperatorId = z.uuid();
/** A tenant, or the deployment itself. */
export const LedgerId = z.string().regex(/^([a-z0-9][a-z0-9-]{1,62}|_deployment)$/, 'must be a tenant, or _deployment');
const Reason = shownText(500).describe('Why; kept in the ledger.');

export const ChangeOperatorRolesRequest = z
  .strictObject({ roles: RegisterOperatorRequest.shape.roles, reason: Reason })
  .meta({ id: 'ChangeOperatorRolesRequest' });
export const EndOperatorRequest = z.strictObject({ reason: Reason }).meta({ id: 'EndOperatorRequest' });

type Roles = readonly (typeof TENANT_ROLES)[number][];

export type OperatorCommand =
  | {
      readonly type: 'RegisterOperator';
      readonly operator: string;
      readonly name: string;
      readonly roles: Roles;
      readonly secretHash: string;
    }
  | { readonly type: 'RotateOperatorSecret'; readonly operator: string; readonly secretHash: string }
  | { readonly type: 'ChangeOperatorRoles'; readonly operator: string; readonly roles: Roles; readonly reason: string }
  | { readonly type: 'EndOperator'; readonly operator: string; readonly reason: string };
