import type { OutboundMail } from '#platform/outbound/outbound-mail';
import type { Told } from './delivery-body.js';
import { headlineOf, shownValue } from './shown-values.js';

/** For people who read mail: the same values as for programs, as text. */
export function mailText(told: Told): Pick<OutboundMail, 'subject' | 'text' | 'html'> {
  const headline = headlineOf(told);
  const { tool, target, agent } = told.data;
  const about = tool ?? target ?? agent;
  const values = Object.entries(told.data).map(([name, value]) => [name, shownValue(value)] as const);
  const decide = told.link === null ? [] : ['', `Decide: ${told.link}`];
  const text = [headline, '', ...values.map(([name, value]) => `${name}: ${value}`), ...decide, ''].join('\n');
  const rows = values.map(
    ([name, value]) => `<tr><th align="left">${escaped(name)}</th><td><code>${escaped(value)}</code></td></tr>`,
  );
  const link = told.link === null ? '' : `<p><a href="${escaped(told.link)}">Decide</a></p>`;
  return {
    subject: `[Writ] ${headline}${about === undefined ? '' : `: ${shownValue(about)}`}`,
    text,
    html: `<p>${escaped(headline)}</p><table>${rows.join('')}</table>${link}`,
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
