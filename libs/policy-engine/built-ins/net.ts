import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import { type Address, addressText, classMask, containsBlock, lastOf, parseAddress, parseBlock } from '../formats/ip-address.js';
import type { Block } from '../formats/ip-address.js';
import { type Arg, type Family, refuseOperand, text, texts } from '../operand-checks.js';
import { RegoSet, type Value, isObject, objectEntries } from '../values.js';

/** A block, or an address as a block of its own. */
function blockOrAddress(value: string): Block {
  const block = parseBlock(value);
  if (block) return block;
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

/** Candidates of contains_matches with the value that stands for each in the answer. */
function candidates(value: Arg, position: number): [Value, string][] {
  const cidrOf = (item: Value): string => {
    const first = Array.isArray(item) ? item[0] : item;
    return typeof first === 'string' ? first : refuse(`operand ${position}: element must be string or non-empty array`);
  };
  if (typeof value === 'string') return [[value, value]];
  if (Array.isArray(value)) return value.map((item, index) => [index, cidrOf(item)]);
  if (value instanceof RegoSet) return value.sorted().map((item) => [item, cidrOf(item)]);
  if (value !== undefined && isObject(value)) return objectEntries(value).map(([key, item]) => [key, cidrOf(item)]);
  return refuseOperand(position, value, 'string', 'array', 'set', 'object');
}

function containsMatches(outer: Arg, inner: Arg): RegoSet {
  const [blocks, addresses] = [candidates(outer, 1), candidates(inner, 2)];
  spend(blocks.length * addresses.length * 8);
  const found = new RegoSet();
  for (const [key, cidr] of blocks) for (const [name, address] of addresses) if (contains(cidr, address)) found.add([key, name]);
  return found;
}

interface Span {
  bits: number;
  first: bigint;
  last: bigint;
}

/** The smallest list of blocks that covers the same addresses. */
function merge(value: Arg): RegoSet {
  const spans = texts(value, 1).map(spanOf);
  spend(spans.length * 16);
  const order = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
  spans.sort((a, b) => a.bits - b.bits || order(a.first, b.first));
  const joined: Span[] = [];
  for (const span of spans) {
    const previous = joined.at(-1);
    if (previous?.bits === span.bits && span.first <= previous.last + 1n) {
      if (span.last > previous.last) previous.last = span.last;
    } else joined.push({ ...span });
  }
  return RegoSet.of(joined.flatMap(blocksOf));
}

function spanOf(value: string): Span {
  const found = parseBlock(value) ?? withClassMask(parseAddress(value) ?? refuse(`not a valid IP address or CIDR: ${value}`));
  return { bits: found.bits, first: found.value, last: lastOf(found) };
}

function withClassMask(address: Address): Block {
  if (address.bits !== 32) return refuse('IPv6 invalid: needs prefix length');
  const length = classMask(address);
  const host = BigInt(32 - length);
  return { bits: 32, length, value: (address.value >> host) << host };
}

function blocksOf({ bits, first, last }: Span): string[] {
  const blocks: string[] = [];
  for (let from = first; from <= last;) {
    spend(40);
    let host = 0;
    while (host < bits && from % (1n << BigInt(host + 1)) === 0n && from + (1n << BigInt(host + 1)) - 1n <= last) host += 1;
    blocks.push(`${addressText({ bits, value: from })}/${bits - host}`);
    from += 1n << BigInt(host);
  }
  return blocks;
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
