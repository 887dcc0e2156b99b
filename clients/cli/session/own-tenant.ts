import { CommandError } from '../exit.js';
import { WRIT } from '../started-as.js';
import type { ApiClient } from './api-client.js';
import { claimsOf } from './operator-session.js';

/** What operators of the deployment itself have in the place of a tenant. */
export const DEPLOYMENT = '_deployment';

/** The tenant as the operator's token names it; the server holds every request to what it knows itself. */
export async function ownTenant({ authority }: ApiClient): Promise<string> {
  const { tenant } = claimsOf((await authority.authorization())?.replace(/^Bearer /, '') ?? '');
  if (tenant === undefined) throw new CommandError('NOT_SIGNED_IN', `the session names no tenant: ${WRIT} login`);
  return tenant;
}
