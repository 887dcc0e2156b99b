import type { Told } from './delivery-body.js';
import { digestLines, headlineOf, shownValue } from './shown-values.js';

/** Where in the ledger it is, is nothing to talk about. */
const LEFT_OUT = new Set(['event', 'position']);

/**
 * For chats whose incoming webhooks take `{text}`: what others chose stands in code spans, in which nothing is formatted, escaped as these
 * chats ask for it, and cannot leave them.
 */
export function chatBody(told: Told): string {
  const lines = Object.entries(told.data)
    .filter(([name, value]) => !LEFT_OUT.has(name) && String(value).trim() !== '')
    .map(([name, value]) => `${name}: ${inCode(value)}`);
  const { counts, first } = digestLines(told, inCode);
  const sums = counts.map(([name, count]) => `${name}: ${count}`);
  const firstOnes = first.flatMap(({ what, about, link }) => [`${what}: ${about}`, ...(link === null ? [] : [link])]);
  const link = told.link === null ? [] : [told.link];
  return JSON.stringify({ text: [headlineOf(told), ...lines, ...sums, ...firstOnes, ...link].join('\n') });
}

function inCode(value: string | number): string {
  return `\`${escaped(shownValue(value))}\``;
}

function escaped(text: string): string {
  return text.replaceAll('`', "'").replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
