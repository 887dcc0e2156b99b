import type { Json } from '#libs/event-sourcing';
import { findInText } from './find-in-text.js';
import type { Finding } from './finding.js';

export interface ScanBounds {
  /** UTF-16 units of all texts together. */
  readonly units: number;
  readonly nodes: number;
  readonly depth: number;
  readonly findings: number;
}

/** As much as one body of a request may hold. */
export const SCAN_BOUNDS: ScanBounds = { units: 1_048_576, nodes: 100_000, depth: 64, findings: 1_000 };

export interface Scan {
  readonly findings: readonly Finding[];
  /** False when something lies beyond the bounds: nobody knows what that holds. */
  readonly isComplete: boolean;
}

/** Looks through texts, whole numbers and the names of members. */
export function scan(value: Json, bounds: ScanBounds = SCAN_BOUNDS): Scan {
  const walk = new Walk(bounds);
  walk.value(value, '', '', 0);
  return { findings: walk.findings, isComplete: walk.isComplete };
}

class Walk {
  readonly findings: Finding[] = [];
  isComplete = true;
  #units = 0;
  #nodes = 0;

  constructor(private readonly bounds: ScanBounds) {}

  value(value: Json, path: string, name: string, depth: number): void {
    if (++this.#nodes > this.bounds.nodes || depth > this.bounds.depth || this.findings.length >= this.bounds.findings) {
      this.isComplete = false;
      return;
    }
    const text = textOf(value);
    if (text !== undefined) this.#text(text, path, name);
    else if (Array.isArray(value)) for (const [i, item] of value.entries()) this.value(item, `${path}/${i}`, name, depth + 1);
    else if (typeof value === 'object' && value !== null) {
      for (const [member, its] of Object.entries(value)) {
        const place = `${path}/${escaped(member)}`;
        this.#text(member, place, '', true);
        this.value(its, place, member, depth + 1);
      }
    }
  }

  #text(text: string, path: string, name: string, isInName = false): void {
    this.#units += text.length;
    if (this.#units > this.bounds.units) {
      this.isComplete = false;
      return;
    }
    for (const found of findInText(text, name)) {
      if (this.findings.length >= this.bounds.findings) {
        this.isComplete = false;
        return;
      }
      this.findings.push(isInName ? { ...found, path, isInName } : { ...found, path });
    }
  }
}

/** A text, or a whole number as its digits: cards and phones are written as numbers, too. */
export function textOf(value: Json): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

/** A member's name in a JSON pointer. */
export function escaped(member: string): string {
  return member.replaceAll('~', '~0').replaceAll('/', '~1');
}
