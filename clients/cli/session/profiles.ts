import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '#libs/exact-json';
import { CommandError, usageError } from '../exit.js';
import { WRIT } from '../started-as.js';
import { withFileLock } from './file-lock.js';
import { writeKept } from './kept-file.js';
import { configFolder } from './operator-session.js';

/** A server and a person there, under a name. Its file is the session of that person, or what is left of it after signing out. */
export interface Profile {
  readonly name: string;
  readonly url: string;
  readonly clientId: string;
  readonly isSignedIn: boolean;
}

const Kept = z.looseObject({ url: z.string(), clientId: z.string(), refreshToken: z.string().optional() });
const Chosen = z.looseObject({ profile: z.string() });

// Part of a file's name, on systems that do not tell capitals from small letters, too.
const NAME = /^[a-z0-9][a-z0-9_.-]{0,62}$/;
const END = '.json';

/** `$WRIT_HOME/profiles` where WRIT_HOME is set, beside the session without a name otherwise. */
function folderOf(env: NodeJS.ProcessEnv): string {
  return join(env['WRIT_HOME'] || configFolder(env), 'profiles');
}

function choicePath(env: NodeJS.ProcessEnv): string {
  return join(folderOf(env), '..', 'profile.json');
}

export function profilePath(env: NodeJS.ProcessEnv, name: string): string {
  return join(folderOf(env), `${name}${END}`);
}

export function profileName(text: string, option: string): string {
  if (!NAME.test(text))
    throw usageError(`${option} is not 1 to 63 of a-z, 0-9, ".", "_" and "-", a letter or digit first: ${text}`);
  return text;
}

/** Undefined when there is none of that name; one that is there and cannot be read is an error. */
export function readProfile(env: NodeJS.ProcessEnv, name: string): Profile | undefined {
  const path = profilePath(env, name);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError('PROFILE_UNREADABLE', `cannot read ${path}`, undefined, { cause });
  }
  const kept = Kept.safeParse(jsonOf(bytes)).data;
  if (!kept) throw new CommandError('PROFILE_UNREADABLE', `${path} is no profile: ${WRIT} profiles remove ${name}`);
  return { name, url: kept.url, clientId: kept.clientId, isSignedIn: kept.refreshToken !== undefined };
}

/** One that exists. */
export function knownProfile(env: NodeJS.ProcessEnv, name: string): Profile {
  const profile = readProfile(env, name);
  if (profile) return profile;
  const known = profileNames(env);
  const there = known.length > 0 ? `there are ${known.join(', ')}` : 'there is none yet';
  throw new CommandError('NO_PROFILE', `there is no profile ${name} (${there}): ${WRIT} login --profile ${name} makes it`);
}

/** Sorted. */
export function profileNames(env: NodeJS.ProcessEnv): string[] {
  try {
    const files = readdirSync(folderOf(env)).filter((file) => file.endsWith(END));
    return files
      .map((file) => file.slice(0, -END.length))
      .filter((name) => NAME.test(name))
      .toSorted();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new CommandError('PROFILE_UNREADABLE', `cannot read ${folderOf(env)}`, undefined, { cause });
  }
}

/** What commands take when none is named. A choice that is there and cannot be read is an error: it is no choice of nobody. */
export function chosenProfile(env: NodeJS.ProcessEnv): string | undefined {
  const path = choicePath(env);
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new CommandError('PROFILE_UNREADABLE', `cannot read ${path}`, undefined, { cause });
  }
  const name = Chosen.safeParse(jsonOf(bytes)).data?.profile;
  if (name !== undefined && NAME.test(name)) return name;
  throw new CommandError('PROFILE_UNREADABLE', `${path} names no profile: ${WRIT} profiles use, with a name or without`);
}

export function chooseProfile(env: NodeJS.ProcessEnv, name: string | undefined): void {
  if (name === undefined) rmSync(choicePath(env), { force: true });
  else writeKept(choicePath(env), { profile: name });
}

/** What is kept of it, its tokens among that; not while its session is renewed, which would bring it back. */
export function removeProfile(env: NodeJS.ProcessEnv, name: string): Promise<void> {
  const path = profilePath(env, name);
  return withFileLock(`${path}.owner`, () => {
    const isChosen = chosenProfile(env) === name;
    rmSync(path, { force: true });
    if (isChosen) chooseProfile(env, undefined);
    return Promise.resolve();
  });
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return readJson(bytes, { skipByteOrderMark: true });
  } catch {
    return undefined;
  }
}
