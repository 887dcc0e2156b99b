import { refusals } from '#libs/event-sourcing';

export const tenantRefusals = refusals({
  TENANT_ALREADY_EXISTS: { kind: 'conflict', says: 'A tenant with this id exists.', fix: 'Choose another id.' },
});
export type TenantRefusalCode = keyof typeof tenantRefusals;
