import { usageError } from '../exit.js';
import { readPolicyFolder } from '../policy/policy-folder.js';
import { wholeNumber } from '../reading/arguments.js';

/** The policy in question: a revision, or the files of a folder; undefined when none is named. */
export function candidateOf(
  command: string,
  policy: string | undefined,
  revision: string | undefined,
  folder: string | undefined,
) {
  if (policy !== undefined && folder !== undefined) throw usageError('name a policy or --modules, not both');
  if ((policy === undefined) !== (revision === undefined))
    throw usageError(`a policy needs a revision: ${command} <policy> <revision>; a folder goes with --modules`);
  if (policy !== undefined) return { policy, revision: wholeNumber(revision ?? '', 'revision', 1) };
  if (folder === undefined) return undefined;
  const { modules, data } = readPolicyFolder(folder);
  return { modules, ...(data !== undefined && { data }) };
}
