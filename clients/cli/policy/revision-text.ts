import { z } from 'zod';
import { canonicalJson, digestOf, NotCanonicalError } from '#libs/evidence';
import { understood, type Unread } from '../../contract/reading.js';
import type { Schemas } from '../../contract/routes.js';
import { CommandError, EXIT_NEGATIVE } from '../exit.js';
import type { PolicyFolder } from './policy-folder.js';

type Json = Parameters<typeof canonicalJson>[0];

const Texts = z.record(z.string(), z.string());
const Answer = z.looseObject({
  policy: z.string(),
  revision: z.number(),
  entrypoint: z.string(),
  modules: Texts,
  /** Servers from before tests were part of a revision do not say. */
  tests: Texts.optional(),
  data: z.unknown(),
  digest: z.string(),
  planDigest: z.string(),
  dataDigest: z.string(),
  compiler: z.string(),
});

/** A revision whose digests of text and data were computed here. Its plan digest is what the server says. */
export type RevisionText = z.output<typeof Answer> & { readonly data: Json };

/** The server's answer is not trusted: it has to be the revision that was asked for, and its text what its digests say. */
export function checkedRevision(answer: Unread<Schemas['PolicyRevision']>, policy: string, number: number): RevisionText {
  const revision = understood(Answer, answer, 'revision') as RevisionText;
  const { data, entrypoint, modules, tests = {} } = revision;
  const content = { data, entrypoint, modules, ...(Object.keys(tests).length > 0 && { tests }) };
  const wrong = [
    revision.policy !== policy || revision.revision !== number ? 'it is another revision' : undefined,
    isDigestOf(revision.digest, content) ? undefined : 'its digest is not that of its text',
    isDigestOf(revision.dataDigest, data) ? undefined : 'its data digest is not that of its data',
  ].find((problem) => problem !== undefined);
  if (wrong !== undefined)
    throw new CommandError('REVISION_ALTERED', `the server's answer is not what it says it is: ${wrong}`, EXIT_NEGATIVE);
  return revision;
}

function isDigestOf(digest: string, value: Json): boolean {
  try {
    return digestOf(canonicalJson(value)) === digest;
  } catch (error) {
    if (error instanceof NotCanonicalError) return false;
    throw error;
  }
}

/** What is not the same in a folder as in the revision, a line each: files by name, data as `data.json`. */
export function folderDifferences(revision: RevisionText, folder: PolicyFolder): string[] {
  const files = differentFiles(revision.modules, folder.modules);
  const tests = revision.tests === undefined ? [] : differentFiles(revision.tests, folder.tests);
  const sameData = canonicalJson(folder.data ?? {}) === canonicalJson(revision.data);
  return [...files, ...tests, ...(sameData ? [] : ['data.json differs'])];
}

function differentFiles(there: Readonly<Record<string, string>>, here: Readonly<Record<string, string>>): string[] {
  const names = [...new Set([...Object.keys(there), ...Object.keys(here)])].toSorted();
  return names.flatMap((name) => {
    if (!Object.hasOwn(here, name)) return [`${name} is only in the revision`];
    if (!Object.hasOwn(there, name)) return [`${name} is only in the folder`];
    return here[name] === there[name] ? [] : [`${name} differs`];
  });
}
