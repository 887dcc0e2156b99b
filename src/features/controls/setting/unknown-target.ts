import { refuse, type Refusal } from '#libs/event-sourcing';
import type { ControlRefusalCode } from '../refusals.js';

/** What a name of ours has, and a mistyped one or a whole sentence may have. */
const SHOWN = 128;

/** The refusal of a target that nobody has heard of, with the names most like it. */
export function unknownTarget(
  { kind, name }: { readonly kind: string; readonly name: string },
  instead: readonly string[],
): Refusal<ControlRefusalCode> {
  const sought = name.length > SHOWN ? `${name.slice(0, SHOWN)}…` : name;
  const meant = instead.length === 0 ? 'nothing of a name like it is known' : `did you mean ${instead.join(' or ')}?`;
  return refuse(
    'TARGET_UNKNOWN',
    `${sought}: there is no such ${kind}; ${meant} (forLater, --for-later, stops what is still to come)`,
    { didYouMean: instead },
  );
}
