import type { JsonObject } from '#libs/event-sourcing';
import { bundleFiles, contentDigest, packBundle } from '#libs/opa-bundle';
import type { Offer } from '../waiting/held-answers.js';

/** Seconds OPA waits for a change, and between tries where it cannot wait. */
const POLLING = { long_polling_timeout_seconds: 45, min_delay_seconds: 5, max_delay_seconds: 30 };
/** Seconds between uploads of the decision log. */
const REPORTING = { min_delay_seconds: 2, max_delay_seconds: 10 };

/**
 * A bundle whose data is the configuration of an OPA that enforces one policy. It names no service: an OPA that uses
 * discovery has one, ours, and takes that.
 */
export function discoveryOffer(name: string): Offer {
  const configuration: JsonObject = {
    bundles: { [name]: { resource: `bundles/${name}`, polling: POLLING } },
    decision_logs: { reporting: REPORTING },
    status: {},
  };
  const files = bundleFiles({ revision: `discovery:${name}`, modules: {}, data: configuration, metadata: {} });
  return { etag: `"${contentDigest(files)}"`, body: () => packBundle(files) };
}
