import { z } from 'zod';
import { compiled, page, table } from './sources.mjs';

const INTRODUCTION = `Writ reads its configuration from environment variables and from nothing else. With none of them set it runs on one machine
with an embedded PostgreSQL. A variable that is empty counts as not set. A value that cannot be used refuses to start, and the
message names the variable and never its value.`;

function typeOf({ type, enum: values, minimum, maximum, pattern }) {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  if (type === 'integer') return `integer, ${minimum} to ${maximum}`;
  return pattern ? `text like \`${pattern}\`` : 'text';
}

/** The shape before any transformation: what one writes into the environment. */
function describe(schema) {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const fallback = json.default === undefined ? 'none' : `\`${JSON.stringify(json.default).replaceAll(`"`, ``)}\``;
  return { type: typeOf(json), fallback, says: schema.description ?? json.description ?? '' };
}

export async function configurationReference() {
  const { settings } = await compiled('src/platform/config/configuration');
  const rows = Object.entries(settings).map(([name, schema]) => {
    const { type, fallback, says } = describe(schema);
    return [`<a id="${name}"></a>\`${name}\``, type, fallback, says];
  });
  const lines = [INTRODUCTION, '', ...table(['Variable', 'Value', 'Default', 'Meaning'], rows)];
  return [['docs/reference/configuration.md', page('Configuration', 'src/platform/config/configuration.ts', lines)]];
}
