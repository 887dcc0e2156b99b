import { refuse } from '../errors.js';
import { spend } from '../fuel.js';
import {
  type Address,
  type Block,
  MAPPED,
  addressText,
  asV4,
  classMask,
  lastOf,
  parseAddress,
  parseBlock,
  spelledBlock,
} from './ip-address.js';

const AFTER_MAPPED = MAPPED + (1n << 32n);

/** Addresses in a row, counted as IPv6 counts them: IPv4 lies where its mapped addresses are. */
interface Span {
  first: bigint;
  last: bigint;
  /** How the block is told when it stays by itself. */
  text?: string;
}

/**
 * The smallest list of blocks that covers the same addresses. As OPA has it, a block that is written in the mapped form stays by itself
 * unless it is part of one that begins with IPv4 or before, and so does, unmasked, an IPv4 address without a mask; such an address stands for the block of its historical class.
 */
export function mergedBlocks(blocks: readonly string[]): string[] {
  spend(blocks.length * 16);
  const spans: Span[] = [];
  const apart: Span[] = [];
  for (const block of blocks) {
    const { span, isApart } = spanOf(block);
    if (isApart) apart.push(span);
    else spans.push(span);
  }
  spans.sort((a, b) => ascending(a.last, b.last) || ascending(a.first, b.first));
  const joined: Span[] = [];
  for (const span of spans) {
    let [first, text] = [span.first, span.text];
    for (let before = joined.at(-1); before && touches(before, first); before = joined.at(-1)) {
      if (before.first < first) first = before.first;
      text = undefined;
      joined.pop();
    }
    joined.push({ first, last: span.last, ...(text !== undefined && { text }) });
  }
  const isIn = (span: Span): boolean => joined.some(({ first, last }) => first <= MAPPED && last >= span.last);
  return [
    ...apart.filter((span) => !isIn(span)).map(({ text }) => text!),
    ...joined.flatMap((span) => (span.text === undefined ? blocksOf(span) : [span.text])),
  ];
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Neither does IPv4 touch what comes before it in IPv6 nor what comes after. */
function touches(before: Span, first: bigint): boolean {
  if (first === MAPPED || first === AFTER_MAPPED) return before.last >= first;
  return before.last >= first - 1n;
}

function spanOf(text: string): { span: Span; isApart: boolean } {
  const address = parseAddress(text);
  const spelled = address ? undefined : spelledBlock(text);
  const block = address ? withClassMask(address) : parseBlock(text);
  if (!block) return refuse(`not a valid IP address or CIDR: ${text}`);
  const isApart = spelled !== undefined && spelled.bits !== block.bits;
  const shown = address ? { ...block, value: address.value } : block;
  return { span: { ...onLine(block), text: `${addressText(shown)}/${block.length}` }, isApart };
}

function onLine(block: Block): Span {
  const offset = block.bits === 32 ? MAPPED : 0n;
  return { first: block.value + offset, last: lastOf(block) + offset };
}

function withClassMask(address: Address): Block {
  if (address.bits !== 32) return refuse('IPv6 invalid: needs prefix length');
  const length = classMask(address);
  const host = BigInt(32 - length);
  return { bits: 32, length, value: (address.value >> host) << host };
}

function blocksOf({ first, last }: Span): string[] {
  const blocks: string[] = [];
  for (let from = first; from <= last;) {
    spend(40);
    let host = 0;
    while (host < 128 && from % (1n << BigInt(host + 1)) === 0n && from + (1n << BigInt(host + 1)) - 1n <= last) host += 1;
    const block = asV4({ bits: 128, length: 128 - host, value: from });
    blocks.push(`${addressText(block)}/${block.length}`);
    from += 1n << BigInt(host);
  }
  return blocks;
}
