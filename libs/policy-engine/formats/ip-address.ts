import { spend } from '../fuel.js';

/** An address as a number of 32 or 128 bits. */
export interface Address {
  bits: number;
  value: bigint;
}

/** A CIDR block; `value` is its first address. */
export interface Block extends Address {
  length: number;
}

/** No address is longer; the longest are IPv6 with an IPv4 at the end. */
const MAX_LENGTH = 45;
/** Zeros before a mask say nothing; more of them than this say nothing good. */
const MAX_MASK = 100;

/** Where IPv4 lies in IPv6: `::ffff:0.0.0.0` and what follows. */
export const MAPPED = 0xffffn << 32n;
const MAPPED_BITS = 96;

/** An address; an IPv4 address in IPv6 clothes (RFC 4291, 2.5.5.2) is the IPv4 address. */
export function parseAddress(text: string): Address | undefined {
  const found = spelledAddress(text);
  return found && asV4({ ...found, length: found.bits });
}

/** An address as it is written: 32 bits in dots, 128 with colons. */
function spelledAddress(text: string): Address | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  spend(text.includes(':') ? 120 : 40);
  const value = text.includes(':') ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { bits: text.includes(':') ? 128 : 32, value };
}

export function parseBlock(text: string): Block | undefined {
  const found = spelledBlock(text);
  return found && asV4(found);
}

/** A block whose mask counts the bits of the address as it is written. */
export function spelledBlock(text: string): Block | undefined {
  if (text.length > MAX_LENGTH + MAX_MASK) return undefined;
  const slash = text.indexOf('/');
  const address = slash < 0 ? undefined : spelledAddress(text.slice(0, slash));
  const length = slash >= 0 && /^\d+$/.test(text.slice(slash + 1)) ? Number(text.slice(slash + 1)) : 999;
  if (!address || length > address.bits) return undefined;
  const host = BigInt(address.bits - length);
  return { bits: address.bits, length, value: (address.value >> host) << host };
}

/** The same block as one of IPv4 addresses, if it is one. */
export function asV4(block: Block): Block {
  if (block.bits === 32 || block.length < MAPPED_BITS || block.value >> 32n !== MAPPED >> 32n) return block;
  return { bits: 32, length: block.length - MAPPED_BITS, value: block.value - MAPPED };
}

export function lastOf(block: Block): bigint {
  return block.value + (1n << BigInt(block.bits - block.length)) - 1n;
}

export function containsBlock(outer: Block, inner: Block): boolean {
  return outer.bits === inner.bits && outer.value <= inner.value && lastOf(inner) <= lastOf(outer);
}

/** Length of the network part by the historical address classes. */
export function classMask(address: Address): number {
  const first = Number(address.value >> 24n);
  return first < 128 ? 8 : first < 192 ? 16 : 24;
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

function parseV6(text: string): bigint | undefined {
  const embedded = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = embedded ? parseV4(embedded[2]!) : undefined;
  if (embedded && v4 === undefined) return undefined;
  const source = embedded ? `${embedded[1]}${(v4! >> 16n).toString(16)}:${(v4! & 0xffffn).toString(16)}` : text;
  const halves = source.split('::');
  if (halves.length > 2) return undefined;
  const groups = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - groups.flat().length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = halves.length === 2 ? [...groups[0]!, ...Array<string>(missing).fill('0'), ...groups[1]!] : groups[0]!;
  if (!all.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return all.reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** The usual text: dotted for IPv4, the longest run of zero groups cut out for IPv6. */
export function addressText({ bits, value }: Address): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - i * 16)) & 0xffffn).toString(16));
  let best = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let end = start;
    while (end < 8 && groups[end] === '0') end += 1;
    if (end - start > best.length) best = { start, length: end - start };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`;
}
