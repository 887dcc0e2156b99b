import type { OutboundMail } from '#platform/outbound/outbound-mail';
import type { Told } from './delivery-body.js';
import { digestLines, headlineOf, shownValue } from './shown-values.js';

/** For people who read mail: the same values as for programs, as text. */
export function mailText(told: Told): Pick<OutboundMail, 'subject' | 'text' | 'html'> {
  const headline = headlineOf(told);
  const { tool, target, agent } = told.data;
  const about = tool ?? target ?? agent;
  const values = Object.entries(told.data).map(([name, value]) => [name, shownValue(value)] as const);
  const { counts, first } = digestLines(told, shownValue);
  const all = [...values, ...counts, ...first.map(({ what, about }) => [what, about] as const)];
  const links = [...first.map(({ link }) => link), told.link].filter((link) => link !== null);
  const label = (link: string) => (link === told.link && told.gathered ? 'List' : 'Decide');
  const decide = links.length === 0 ? [] : ['', ...links.map((link) => `${label(link)}: ${link}`)];
  const text = [headline, '', ...all.map(([name, value]) => `${name}: ${value}`), ...decide, ''].join('\n');
  const rows = all.map(
    ([name, value]) => `<tr><th align="left">${escaped(name)}</th><td><code>${escaped(value)}</code></td></tr>`,
  );
  const linked = links.map((link) => `<p><a href="${escaped(link)}">${label(link)}</a></p>`);
  return {
    subject: `[Writ] ${headline}${about === undefined ? '' : `: ${shownValue(about)}`}`,
    text,
    html: `<p>${escaped(headline)}</p><table>${rows.join('')}</table>${linked.join('')}`,
  };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
