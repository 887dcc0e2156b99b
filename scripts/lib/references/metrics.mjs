import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../runtime-node.mjs';
import { page, table } from './sources.mjs';

const INTRODUCTION = `\`GET /metrics\` answers in Prometheus' text format: on the API's port, and on the worker's own port
([\`WRIT_WORKER_PORT\`](configuration.md#WRIT_WORKER_PORT)); in production only where
[\`WRIT_METRICS\`](configuration.md#WRIT_METRICS) says so. Every series carries the label \`service\`. The usual process and
Node.js metrics of prom-client (\`process_…\`, \`nodejs_…\`) are there as well.`;

const KINDS = new Set(['Counter', 'Gauge', 'Histogram', 'Summary']);

/** Metrics are declared as `new Counter({ name, help, labelNames })` or by `gauge(…)`, with literal values, wherever they belong. */
function declaredIn(path) {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2024, true);
  const found = [];
  const visit = (node) => {
    const [settings] = (ts.isNewExpression(node) && KINDS.has(node.expression.getText(source)) && node.arguments) || [];
    if (settings && ts.isObjectLiteralExpression(settings))
      found.push({ kind: node.expression.getText(source).toLowerCase(), ...literals(settings) });
    const called = ts.isCallExpression(node) && node.expression.name?.text === 'gauge' && node.arguments;
    if (called && called.length > 1) found.push(gaugeOf(called));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** `metrics.gauge(name, help, labelNames)`, as src/platform/telemetry/metrics.ts has it. */
function gaugeOf([name, help, labels]) {
  return { kind: 'gauge', name: name.text, help: help.text, labelNames: (labels?.elements ?? []).map(({ text }) => text) };
}

function literals(settings) {
  const values = settings.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => [name.text, initializer]);
  const texts = values.filter(([, value]) => ts.isStringLiteralLike(value)).map(([name, value]) => [name, value.text]);
  const lists = values
    .filter(([, value]) => ts.isArrayLiteralExpression(value))
    .map(([name, value]) => [name, value.elements.filter(ts.isStringLiteralLike).map((element) => element.text)]);
  return Object.fromEntries([...texts, ...lists]);
}

export function metricsReference() {
  const files = ['src', 'libs'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => join(root, folder, path)),
  );
  const sources = files.filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  const metrics = sources.flatMap(declaredIn).sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = metrics.map(({ name, kind, labelNames = [], help }) => [
    `\`${name}\``,
    kind,
    labelNames.map((label) => `\`${label}\``).join(', ') || 'none',
    help,
  ]);
  const lines = [INTRODUCTION, '', ...table(['Metric', 'Kind', 'Labels', 'Meaning'], rows)];
  return [['docs/reference/metrics.md', page('Metrics', 'the places that declare them', lines)]];
}
