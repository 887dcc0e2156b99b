import type { Told } from './delivery-body.js';

const LONGEST = 200;
/** Ends no word for who reads it, and one for what looks for addresses, links and names to call. */
const WORD_JOINER = '\u2060';
const JOINTS = /[.:/@#!\\]/g;

/** What happened, in words: `approval.requested` is `Approval requested`. */
export function headlineOf({ type }: Told): string {
  const words = type.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A value that others chose, perhaps an agent, on one line: no control characters and no marks that turn the direction of text, and
 * nothing in it that whoever shows it takes for a link or for somebody to call.
 */
export function shownValue(value: string | number): string {
  const line = [
    ...String(value)
      .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
      .trim(),
  ];
  const short = line.length > LONGEST ? [...line.slice(0, LONGEST), '…'] : line;
  return short.join('').replaceAll(JOINTS, (joint) => joint + WORD_JOINER);
}
