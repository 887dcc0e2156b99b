import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import { CommandError } from '../exit.js';

const Client = z.looseObject({ clientId: z.string(), clientSecret: z.string() });
const Credentials = z.looseObject({
  url: z.string(),
  tenant: z.string(),
  agentId: z.string(),
  agentKey: z.string(),
  operator: Client,
  owner: Client,
});
export type LocalCredentials = z.output<typeof Credentials>;

/** Where a server started here leaves its demo credentials: `$WRIT_HOME` or `./.writ`. */
function credentialsPath(env: NodeJS.ProcessEnv): string {
  return join(env['WRIT_HOME'] || '.writ', 'credentials.json');
}

/** Undefined when there is no such file; a file that is there but unreadable is an error, not an absence. */
export function readLocalCredentials(env: NodeJS.ProcessEnv): LocalCredentials | undefined {
  const path = credentialsPath(env);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError('CREDENTIALS_UNREADABLE', `cannot read ${path}`, undefined, { cause });
  }
  const parsed = Credentials.safeParse(jsonOf(bytes));
  if (parsed.success) return parsed.data;
  // Zod's message may quote values, and these are secrets: name the members only.
  const members = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new CommandError('CREDENTIALS_UNREADABLE', `${path} is not a credentials file${members && ` (${members})`}`);
}

/** True when both name the same scheme, host and port: a secret issued for one may be sent to the other. */
export function isSameServer(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return readJson(bytes, { skipByteOrderMark: true });
  } catch {
    return undefined;
  }
}
