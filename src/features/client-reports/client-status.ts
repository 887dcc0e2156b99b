import { z } from 'zod';
import { excerpt } from '#libs/bounded';
import { refuseWith } from '#platform/http/problem-details';
import type { ClientReport } from './commands.js';
import type { BundleState } from './events.js';

const MOST_BUNDLES = 100;
const MESSAGE = 500;

const name = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'must be 1 to 256 characters without control characters');
const revision = z.string().regex(/^[^\p{Cc}\p{Cs}]{0,512}$/u, 'must be at most 512 characters without control characters');
/** What went wrong may say anything. */
const words = z.string().transform((text) => excerpt(text.replaceAll(/\p{Cc}+/gu, ' '), MESSAGE));
const OpaBundle = z.object({
  active_revision: revision.optional(),
  code: words.optional(),
  message: words.optional(),
});

/** What OPA's status plugin sends, as far as it matters here; everything else in it is looked over. */
export const OpaStatus = z.object({
  labels: z
    .object({ id: name, version: name.optional() })
    .describe('`id` tells the processes of a client apart; `version` is that of OPA.'),
  bundles: z
    .record(name, OpaBundle)
    .refine((bundles) => Object.keys(bundles).length <= MOST_BUNDLES, `at most ${MOST_BUNDLES} bundles`)
    .nullable()
    .optional(),
  bundle: OpaBundle.extend({ name }).optional().describe('As old OPAs with a single bundle have it.'),
  discovery: OpaBundle.optional(),
});

/** Before each of them is looked at. */
export function checkBundles(status: unknown): void {
  const bundles = (status as { bundles?: unknown } | null)?.bundles;
  if (typeof bundles === 'object' && Object.keys(bundles ?? {}).length > MOST_BUNDLES)
    throw refuseWith('INVALID_INPUT', `bundles: at most ${MOST_BUNDLES} bundles`);
}

export function clientReport({ labels, bundles, bundle, discovery }: z.output<typeof OpaStatus>): ClientReport {
  const states = Object.entries(bundles ?? {}).map(([bundleName, state]) => stateOf(bundleName, state));
  if (bundle) states.push(stateOf(bundle.name, bundle));
  return {
    instance: labels.id,
    version: labels.version ?? null,
    bundles: states.sort((one, other) => (one.name < other.name ? -1 : 1)),
    discovery: discovery ? stateOf('discovery', discovery) : null,
  };
}

function stateOf(bundleName: string, { active_revision, code, message }: z.output<typeof OpaBundle>): BundleState {
  // Empty is how a client says that there is none.
  return { name: bundleName, revision: active_revision || null, code: code || null, message: message || null };
}
