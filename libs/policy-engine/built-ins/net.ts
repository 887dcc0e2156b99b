import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { type Block, addressText, containsBlock, parseAddress, parseBlock } from '../formats/ip-address.js';
import { mergedBlocks } from '../formats/ip-blocks.js';
import { type Arg, type Family, text, texts } from '../operand-checks.js';
import { RegoSet, type Value, isObject, objectEntries } from '../values.js';

/** A block, or an address as a block of its own. */
function blockOrAddress(value: string): Block {
  const found = parseBlock(value);
  if (found) return found;
  const address = parseAddress(value) ?? refuse(`not a valid textual representation of an IP address or CIDR: ${value}`);
  return { ...address, length: address.bits };
}

function block(value: string): Block {
  return parseBlock(value) ?? refuse(`invalid CIDR address: ${value}`);
}

function contains(outer: string, inner: string): boolean {
  return containsBlock(block(outer), blockOrAddress(inner));
}

function intersects(a: Arg, b: Arg): boolean {
  const [left, right] = [block(text(a, 1)), block(text(b, 2))];
  return containsBlock(left, right) || containsBlock(right, left);
}

function expand(value: Arg): RegoSet {
  const found = block(text(value, 1));
  const size = 1n << BigInt(found.bits - found.length);
  spend(Number(size) * (found.bits === 32 ? 8 : 32));
  return RegoSet.of(
    Array.from({ length: Number(size) }, (_, i) => addressText({ bits: found.bits, value: found.value + BigInt(i) })),
  );
}

/** Candidates of contains_matches with the value that stands for each in the answer; nothing is in what holds no candidates. */
function candidates(value: Arg, position: number): [Value, Value][] {
  const cidrOf = (item: Value): Value => {
    const first = Array.isArray(item) ? item[0] : typeof item === 'string' ? item : undefined;
    return first !== undefined ? first : refuse(`operand ${position}: element must be string or non-empty array`);
  };
  if (typeof value === 'string') return [[value, value]];
  if (Array.isArray(value)) return value.map((item, index) => [index, cidrOf(item)]);
  if (value instanceof RegoSet) return value.sorted().map((item) => [item, cidrOf(item)]);
  return value !== undefined && isObject(value) ? objectEntries(value).map(([key, item]) => [key, cidrOf(item)]) : [];
}

function containsMatches(outer: Arg, inner: Arg): RegoSet {
  const blocks = candidates(outer, 1);
  const addresses = blocks.length === 0 ? [] : candidates(inner, 2);
  spend(blocks.length * addresses.length * 8);
  const found = new RegoSet();
  for (const [key, cidr] of blocks)
    for (const [name, address] of addresses) if (contains(text(cidr, 1), text(address, 2))) found.add([key, name]);
  return found;
}

function merge(value: Arg): RegoSet {
  return RegoSet.of(mergedBlocks(texts(value, 1)));
}

export const NET: Family = {
  'net.cidr_contains': (outer, inner) => contains(text(outer, 1), text(inner, 2)),
  'net.cidr_overlap': (outer, inner) => contains(text(outer, 1), text(inner, 2)),
  'net.cidr_contains_matches': containsMatches,
  'net.cidr_intersects': intersects,
  'net.cidr_expand': expand,
  'net.cidr_merge': merge,
  'net.cidr_is_valid': (value) => typeof value === 'string' && parseBlock(value) !== undefined,
};
