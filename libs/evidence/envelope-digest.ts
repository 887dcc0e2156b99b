import type { EventEnvelope } from '#libs/event-sourcing';
import { aroundData, canonicalEnvelope, digestOf } from './ledger-hash.js';
import { sha256 } from './sha256.js';

const LARGEST = 65_536;
const BYTES_PER_UNIT = 3;
const DATA = '"data":';
const COMMA = 0x2c;

/** Of the envelope that is hashed at this moment. Made when it is wanted, for a browser has none. */
let bytes: Buffer | undefined;

/**
 * `digestOf(canonicalEnvelope(e, canonicalData))` for a server, which does it for every event: the text of all of it, which nobody else wants,
 * is not made where it is not a large one.
 */
export function envelopeDigest(e: EventEnvelope, canonicalData: string): string {
  const [before, behind] = aroundData(e);
  if (BYTES_PER_UNIT * (before.length + canonicalData.length + behind.length) + DATA.length > LARGEST)
    return digestOf(canonicalEnvelope(e, canonicalData));
  bytes ??= Buffer.allocUnsafeSlow(LARGEST);
  // A comma takes the place of the bracket that closes the one part, and of the one that opens the other.
  let end = bytes.write(before, 'utf8');
  bytes[end - 1] = COMMA;
  end += bytes.write(DATA, end, 'latin1');
  end += bytes.write(canonicalData, end, 'utf8');
  const opening = end;
  end += bytes.write(behind, end, 'utf8');
  bytes[opening] = COMMA;
  return sha256(bytes.subarray(0, end));
}
