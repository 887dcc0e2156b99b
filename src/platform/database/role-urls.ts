import { hkdfSync } from 'node:crypto';
import type { Configuration } from '#platform/config/configuration';

/** The database roles that own nothing: one appends to the ledger, one serves tenants behind row-level security. */
export type RoleName = 'writ_ledger' | 'writ_app';

/** Passwords come from the deployment key, so every process of a deployment derives the same ones and none is stored. */
export function rolePassword(deploymentKey: Buffer, role: RoleName): string {
  return Buffer.from(hkdfSync('sha256', deploymentKey, 'writ', `database-role/${role}`, 24)).toString('base64url');
}

/** Connection URL of a role on the database that `ownerUrl` names, unless the deployment configured one. */
export function roleUrl(configuration: Configuration, role: RoleName): string {
  const configured = role === 'writ_ledger' ? configuration.WRIT_LEDGER_DATABASE_URL : configuration.WRIT_APP_DATABASE_URL;
  if (configured) return configured;
  if (!configuration.DATABASE_URL) throw new Error('DATABASE_URL is not set');
  const url = new URL(configuration.DATABASE_URL);
  url.username = role;
  url.password = rolePassword(configuration.deploymentKey, role);
  return url.toString();
}
