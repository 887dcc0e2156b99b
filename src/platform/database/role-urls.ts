import { hkdfSync } from 'node:crypto';
import type { Configuration } from '#platform/config/configuration';

/**
 * The database roles that own nothing: one appends to the ledger, one serves tenants behind row-level security, one has the queues of
 * jobs and sees when what is due.
 */
export const ROLES = ['writ_ledger', 'writ_app', 'writ_jobs'] as const;
export type RoleName = (typeof ROLES)[number];

const SETTINGS = {
  writ_ledger: 'WRIT_LEDGER_DATABASE_URL',
  writ_app: 'WRIT_APP_DATABASE_URL',
  writ_jobs: 'WRIT_JOBS_DATABASE_URL',
} as const;

/** The setting that gives the role's URL, when the deployment manages its own roles. */
export function urlSetting(role: RoleName): (typeof SETTINGS)[RoleName] {
  return SETTINGS[role];
}

/** Passwords come from the deployment key, so every process of a deployment derives the same ones and none is stored. */
export function rolePassword(deploymentKey: Buffer, role: RoleName): string {
  return Buffer.from(hkdfSync('sha256', deploymentKey, 'writ', `database-role/${role}`, 24)).toString('base64url');
}

/** Connection URL of a role on the database that `ownerUrl` names, unless the deployment configured one. */
export function roleUrl(configuration: Configuration, role: RoleName): string {
  const configured = configuration[urlSetting(role)];
  if (configured) return configured;
  if (!configuration.DATABASE_URL) throw new Error('DATABASE_URL is not set');
  const url = new URL(configuration.DATABASE_URL);
  url.username = role;
  url.password = rolePassword(configuration.deploymentKey, role);
  return url.toString();
}
