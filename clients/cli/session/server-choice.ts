import { usageError } from '../exit.js';
import { isSameServer } from './local-credentials.js';
import { readSession, sessionPath } from './operator-session.js';
import { chosenProfile, knownProfile, type Profile, profileName, profilePath, readProfile } from './profiles.js';

const DEFAULT_URL = 'http://127.0.0.1:7420';

interface Named {
  readonly url?: string;
  readonly profile?: string;
}

/** Which server is talked to, and where the session there is kept. */
export interface ServerChoice {
  readonly url: string;
  readonly sessionPath: string;
  /** The profile that is in force, or is to be made: then it has no `kept`. */
  readonly profile?: { readonly name: string; readonly kept: Profile | undefined };
}

/**
 * By `--profile`, else WRIT_PROFILE, else the one chosen with `writ profiles use` unless another server is named; without any, by
 * `--url`, WRIT_URL, the local credentials and the last sign-in. What is named twice has to agree.
 */
export function serverChoice(given: Named, env: NodeJS.ProcessEnv, localUrl: () => string | undefined): ServerChoice {
  const option = given.url === undefined ? undefined : serverUrl(given.url);
  const variable = env['WRIT_URL'] ? serverUrl(env['WRIT_URL']) : undefined;
  const named = namedProfile(given, env);
  if (named) {
    const kept = readProfile(env, named.name);
    const path = profilePath(env, named.name);
    if (!kept) {
      const url = option ?? variable ?? localUrl() ?? DEFAULT_URL;
      return { url: serverUrl(url), sessionPath: path, profile: { name: named.name, kept } };
    }
    // What is typed for this command alone comes before what is set for all of them.
    const other = option ?? (named.isTyped ? undefined : variable);
    if (other !== undefined && !isSameServer(other, kept.url))
      throw usageError(
        `the profile ${kept.name} is for ${kept.url}, and ${option === undefined ? 'WRIT_URL' : '--url'} says ${other}`,
      );
    return { url: option ?? serverUrl(kept.url), sessionPath: path, profile: { name: kept.name, kept } };
  }
  const chosen = chosenProfile(env);
  // Without its file nobody can tell which server it is for: whoever takes the session without a name instead is another person.
  const kept = chosen === undefined ? undefined : knownProfile(env, chosen);
  const url = option ?? variable;
  if (kept && (url === undefined || isSameServer(url, kept.url)))
    return { url: url ?? serverUrl(kept.url), sessionPath: profilePath(env, kept.name), profile: { name: kept.name, kept } };
  const path = sessionPath(env);
  return { url: url ?? serverUrl(localUrl() ?? readSession(path)?.url ?? DEFAULT_URL), sessionPath: path };
}

function namedProfile({ profile }: Named, env: NodeJS.ProcessEnv): { name: string; isTyped: boolean } | undefined {
  if (profile !== undefined) return { name: profileName(profile, '--profile'), isTyped: true };
  const variable = env['WRIT_PROFILE'];
  return variable ? { name: profileName(variable, 'WRIT_PROFILE'), isTyped: false } : undefined;
}

/** Origin and path, as they are sent: what a URL reader would drop or move in silence is refused. */
function serverUrl(given: string): string {
  const text = given.trim();
  if (!/^https?:\/\//i.test(text) || /\s/.test(text) || !URL.canParse(text)) throw usageError(`not an http(s) URL: ${given}`);
  const { origin, pathname, search, hash, username, password } = new URL(text);
  if (search || hash || username || password) throw usageError('the URL of a server has no user, no ? and no # in it');
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
