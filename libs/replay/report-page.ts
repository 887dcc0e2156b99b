import { CAUSES, SEVERITIES, type Severity } from './difference.js';
import { OTHERS } from './tally.js';
import type { ListedDifference, ReplayReport, ReportedPolicy, ReportLine, Side } from './report.js';

/** Lines of a table, and differences told one by one, at most; the JSON has the others. */
const MOST_LINES = 30;
const MOST_TOLD = 300;
const MOST_EVIDENCE = 12;

const STYLE = `:root{color-scheme:light dark;--ink:#1d2330;--soft:#5b6472;--line:#d5dae2;--paper:#fff;--critical:#b3153e;--high:#c4500d;--medium:#94720a;--low:#2f6fb0;--info:#6b7280}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ef;--soft:#a3acba;--line:#39414e;--paper:#14181f;--critical:#ff7b98;--high:#ff9d5c;--medium:#e3c14f;--low:#7db6f0;--info:#a3acba}}
body{margin:0;font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}main{max-width:64rem;margin:1.5rem auto;padding:0 1.25rem}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p.soft,td.soft{color:var(--soft)}
table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th{white-space:nowrap}.wide{overflow-x:auto}td.bar{width:100%}svg{display:block;width:100%;max-width:600px;height:14px}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}table.matrix{width:auto}table.matrix td.n{min-width:6.5rem}
td.same{color:var(--soft)}.alarm{border:2px solid var(--critical);padding:.6rem .9rem;border-radius:.4rem}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
svg rect.critical{fill:var(--critical)}svg rect.high{fill:var(--high)}svg rect.medium{fill:var(--medium)}svg rect.low{fill:var(--low)}svg rect.info{fill:var(--info)}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}.wide code{overflow-wrap:break-word}td.fact code{overflow-wrap:anywhere}
.sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}.sides>div{border-left:3px solid var(--line);padding-left:.8rem}ul{margin:.2rem 0;padding-left:1.2rem}`;

/** A report as one page of HTML that needs nothing else: no script, nothing from anywhere. */
export function reportPage(report: ReplayReport, digest: string): string {
  const { totals, severities } = report;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Replay of ${html(report.tenant)}, positions ${report.from} to ${report.to}</title><style>${STYLE}</style></head><body><main>
<p class="soft">Writ replay report</p>
<h1>${totals.different === 0 ? 'Nothing would have been decided otherwise' : `${count(totals.different)} of ${count(totals.decisions)} decisions would have been different`}</h1>
<p>${policyText(report.baseline, 'What was recorded')} compared with ${policyText(report.candidate, 'each decision’s own policy, asked again')}, over ${placesText(report)}. ${report.mode === 'causal' ? `What would have been decided otherwise changes what follows: ${count(totals.knockOn)} differences follow from others.` : 'Each decision stands on its own: everything before it is as it was.'}</p>
${alarm(report)}
<h2>How much it matters</h2>${bars(SEVERITIES.map((severity) => [severity, severities[severity]]))}
<h2>Before and after</h2>${matrix(report)}
<p class="soft">Rows: ${report.baseline ? 'the baseline' : 'as recorded'}. Columns: the candidate. ${count(totals.notReached)} were stopped before any policy was asked, and stay so${totals.factsMissing > 0 ? `; of ${count(totals.factsMissing)} what the policy saw is no longer there` : ''}.</p>
<h2>By tool</h2>${lines(report.tools)}<h2>By agent</h2>${lines(report.agents)}
<h2>By rule</h2>${rules(report)}
<h2>By kind</h2>${kinds(report)}
${deciders(report)}<h2>One by one</h2>${listed(report)}
<h2>What this follows from</h2>${provenance(report, digest)}
</main></body></html>
`;
}

function alarm({ totals, divergences }: ReplayReport): string {
  if (totals.diverged === 0) return '';
  const [first] = divergences;
  return `<p class="alarm"><strong class="critical">${count(totals.diverged)} decisions are not what their own policy says with this build of the engine.</strong> They are not counted below. The first is at position ${first?.position ?? ''}: recorded ${html(first?.recorded.code ?? '')} by <code>${html(first?.recorded.rule ?? '')}</code>, now ${html(first?.now.code ?? '')} by <code>${html(first?.now.rule ?? '')}</code>.</p>`;
}

/** Each bar as long as its share of the longest; what is not nothing can be seen. */
function bars(all: readonly (readonly [name: Severity, n: number])[]): string {
  const longest = Math.max(1, ...all.map(([, n]) => n));
  const rows = all.map(([name, n]) => {
    const width = n === 0 ? 0 : Math.max(3, Math.round((n / longest) * 600));
    return `<tr><td class="${name}">${name}</td><td class="n">${count(n)}</td><td class="bar"><svg viewBox="0 0 600 14" preserveAspectRatio="none" role="img" aria-label="${name}: ${n}"><rect class="${name}" width="${width}" height="14" rx="2"/></svg></td></tr>`;
  });
  return wide(`<table>${rows.join('')}</table>`);
}

/** On a small screen it is moved by itself, and the page stays as wide as it is. */
function wide(text: string): string {
  return `<div class="wide">${text}</div>`;
}

function matrix({ matrix: cells }: ReplayReport): string {
  const of = (part: 'from' | 'to') => [...new Set(cells.map((cell) => cell[part]))].toSorted();
  const [from, to] = [of('from'), of('to')];
  const at = (row: string, column: string) => cells.find((cell) => cell.from === row && cell.to === column)?.count ?? 0;
  const head = `<tr><th></th>${to.map((column) => `<th class="n">${column}</th>`).join('')}</tr>`;
  const body = from.map(
    (row) =>
      `<tr><th>${row}</th>${to.map((column) => `<td class="n${row === column ? ' same' : ''}">${count(at(row, column))}</td>`).join('')}</tr>`,
  );
  return wide(`<table class="matrix">${head}${body.join('')}</table>`);
}

const COUNTS = `<th class="n">all</th>${SEVERITIES.map((severity) => `<th class="n ${severity}">${severity}</th>`).join('')}`;

function counts(line: Readonly<Record<Severity, number>> & { readonly total: number }): string {
  const cells = SEVERITIES.map((severity) => `<td class="n">${line[severity] === 0 ? '' : count(line[severity])}</td>`);
  return `<td class="n">${count(line.total)}</td>${cells.join('')}`;
}

function lines(all: readonly ReportLine[]): string {
  const rows = all
    .slice(0, MOST_LINES)
    .map((line) => `<tr><td>${line.name === OTHERS ? 'others' : `<code>${html(line.name)}</code>`}</td>${counts(line)}</tr>`);
  return table(`<tr><th></th>${COUNTS}</tr>`, rows, all.length);
}

function rules({ rules: all }: ReplayReport): string {
  const rows = all
    .slice(0, MOST_LINES)
    .map((line) => `<tr><td><code>${html(line.before)}</code></td><td><code>${html(line.after)}</code></td>${counts(line)}</tr>`);
  return table(`<tr><th>before</th><th>after</th>${COUNTS}</tr>`, rows, all.length);
}

function kinds({ kinds: all }: ReplayReport): string {
  const rows = all.map(
    ({ severity, cause, from, to, count: n, listed: told }) =>
      `<tr><td class="${severity}">${severity}</td><td>${CAUSE_TEXTS[cause]}</td><td>${from} &rarr; ${to}</td><td class="n">${count(n)}</td><td class="n">${count(told)}</td></tr>`,
  );
  return table(
    '<tr><th></th><th></th><th></th><th class="n">differences</th><th class="n">told below</th></tr>',
    rows,
    rows.length,
  );
}

/** Whose decisions these are: a replay over a publish goes through those of two revisions. */
function deciders({ decidedBy: all }: ReplayReport): string {
  if (!all) return '';
  const rows = all
    .toSorted((one, other) => other.decisions - one.decisions)
    .slice(0, MOST_LINES)
    .map(({ policy, revision, decisions, from, to }) => {
      const by = policy === null ? 'no policy' : `<code>${html(policy)}</code> revision ${revision}`;
      return `<tr><td>${by}</td><td class="n">${count(decisions)}</td><td class="n">${count(from)}</td><td class="n">${count(to)}</td></tr>`;
    });
  const head = '<tr><th></th><th class="n">decisions</th><th class="n">first at</th><th class="n">last at</th></tr>';
  return `<h2>Decided by</h2>${table(head, rows, all.length)}
`;
}

function table(head: string, rows: readonly string[], all: number): string {
  if (rows.length === 0) return '<p class="soft">None.</p>';
  const more = all > rows.length ? `<p class="soft">${count(all - rows.length)} more are in the JSON.</p>` : '';
  return `${wide(`<table>${head}${rows.join('')}</table>`)}${more}`;
}

function listed({ differences, isComplete, seed }: ReplayReport): string {
  const told = differences.slice(0, MOST_TOLD).map(difference).join('');
  const drawn = isComplete
    ? ''
    : `<p class="soft">Of each kind some were drawn by the seed <code>${html(seed)}</code>, each as likely as any other of its kind; all are counted above.</p>`;
  const more =
    differences.length > MOST_TOLD ? `<p class="soft">${count(differences.length - MOST_TOLD)} more are in the JSON.</p>` : '';
  return `${drawn}${told || '<p class="soft">None.</p>'}${more}`;
}

function difference({ because, ...told }: ListedDifference): string {
  const { severity, cause, kind, position, decision, at, agent, session, tool, before, after, receipt } = told;
  const follows =
    kind === 'knock_on' ? `, because of ${because.map((id) => `<code>${html(id)}</code>`).join(', ') || 'others'}` : '';
  return `<details><summary><strong class="${severity}">${severity}</strong> <code>${html(tool)}</code> by ${html(agent)}: ${before.verdict} &rarr; ${after.verdict}, ${CAUSE_TEXTS[cause]}${kind === 'knock_on' ? ' (follows from others)' : ''}</summary>
<p class="soft">position ${position}, ${html(at)}, session ${html(session)}, decision <code>${html(decision)}</code>, digest <code>${html(receipt.digest)}</code>${follows}</p>
<div class="sides"><div><strong>Before</strong>${side(before)}</div><div><strong>After</strong>${side(after)}</div></div></details>`;
}

function side({ code, rule, reason, policy, why }: Side): string {
  const by = policy ? ` of ${html(policy.id)}${policy.revision > 0 ? ` revision ${policy.revision}` : ''}` : '';
  const evidence = why
    ? [
        ...why.fired.map(({ file, row, rule: name }) => `held: <code>${html(name)}</code> ${html(file)}:${row}`),
        ...why.failed.map(
          ({ condition, rule: name }) => `did not hold: <code>${html(name)}</code> at ${html(condition.file)}:${condition.row}`,
        ),
        ...why.missing.map((path) => `was not there: <code>${html(path)}</code>`),
      ].slice(0, MOST_EVIDENCE)
    : [];
  const looked =
    why && why.input.length > 0
      ? `<p class="soft">looked at ${why.input
          .slice(0, MOST_EVIDENCE)
          .map((path) => `<code>${html(path)}</code>`)
          .join(', ')}</p>`
      : '';
  return `<p>${html(code)} by <code>${html(rule)}</code>${by}<br>${html(reason)}</p><ul>${evidence.map((line) => `<li>${line}</li>`).join('')}</ul>${looked}`;
}

function provenance({ source, history, engine, mode, seed, filter, baseline, candidate }: ReplayReport, digest: string): string {
  const facts: [string, string][] = [
    ['Report', digest],
    ['Source', history === undefined ? source : `${source} ${history}`],
    ['Engine', engine],
    ['Mode', mode],
    ['Seed', seed],
    ['Filter', JSON.stringify(filter)],
    ['Baseline', baseline ? JSON.stringify(baseline) : 'as recorded'],
    ['Candidate', candidate ? JSON.stringify(candidate) : 'the own policy of each decision'],
  ];
  return `${wide(`<table>${facts.map(([name, value]) => `<tr><th>${name}</th><td class="fact"><code>${html(value)}</code></td></tr>`).join('')}</table>`)}<p class="soft">The digest of the report stands in the ledger (<code>ReplayCompleted</code>). The same replay comes to the same report, byte by byte.</p>`;
}

function placesText({ source, from, to, tenant }: ReplayReport): string {
  const places = `${count(from)} to ${count(to)}`;
  if (source === 'ledger') return `positions ${places} of the ledger of <code>${html(tenant)}</code>`;
  return `rows ${places} of ${source === 'csv' ? 'a table of inputs' : 'the decision log of an OPA'}, which was not recorded here`;
}

function policyText(policy: ReportedPolicy | null, otherwise: string): string {
  if (!policy) return otherwise;
  return policy.revision === 0 ? 'a draft' : `<code>${html(policy.id)}</code> revision ${policy.revision}`;
}

const CAUSE_TEXTS: Readonly<Record<(typeof CAUSES)[number], string>> = {
  access_expanded: 'more is allowed',
  access_restricted: 'less is allowed',
  approval_added: 'people are asked',
  approval_removed: 'people are not asked any more',
  effects_changed: 'obligations, changes or the code are others',
  rule_changed: 'by another rule',
  reason_changed: 'for another reason',
};

function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** Everything that others chose gets onto the page here; what cannot be seen, or turns text round, is written out. */
function html(text: string): string {
  return text
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\p{DI}]/gu, (unseen) =>
      Array.from({ length: unseen.length }, (_, at) => `\\u${unseen.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''),
    )
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
