import { z } from 'zod';
import { featureModules, page } from './sources.mjs';

const INTRODUCTION = `What the ledger can hold, by feature. Every event has the same envelope, described in
[the ledger](../explanation/ledger.md); this page is about its \`data\`. An event is never changed: a new shape gets a new schema
version, and the older ones are upcast when they are read.`;

const isCatalogue = (value) =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).length > 0 &&
  Object.values(value).every((entry) => entry?.schema && entry.says && entry.data);

function section([type, { schema, says, data }]) {
  const { $schema: _, ...shape } = z.toJSONSchema(data, { unrepresentable: 'any' });
  return ['', `### ${type}`, '', `${says} Schema version ${schema}.`, '', '```json', JSON.stringify(shape, null, 2), '```'];
}

export async function eventsReference() {
  const lines = [INTRODUCTION];
  const types = new Set();
  for (const [feature, module] of await featureModules('events')) {
    const entries = Object.values(module)
      .filter(isCatalogue)
      .flatMap((catalogue) => Object.entries(catalogue));
    const own = entries.filter(([type]) => !types.has(type));
    if (own.length === 0) continue;
    own.forEach(([type]) => types.add(type));
    lines.push('', `## ${feature}`, ...own.flatMap(section));
  }
  return [['docs/reference/events.md', page('Events', 'src/features/*/events.ts', lines)]];
}
