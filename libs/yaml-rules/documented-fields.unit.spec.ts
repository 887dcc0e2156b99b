import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FACTS } from './writing/facts.js';
import { importYamlRules } from './index.js';
import { MATCH_FIELDS, MATCH_FIELD_NAMES } from './reading/match-fields.js';

const page = readFileSync('docs/how-to/import-yaml-rules.md', 'utf8');

describe('the page about importing', () => {
  it('says for every field what it is compared with', () => {
    const rows = [...page.matchAll(/^\| `(\w+)`[^|]* \| `(input\.[\w.]+)` \|/gm)].map(([, field, path]) => `${field} ${path}`);
    const expected = MATCH_FIELD_NAMES.map((name) => `${name} input.${FACTS[MATCH_FIELDS[name].fact].path.join('.')}`);
    expect(rows.toSorted()).toStrictEqual(expected.toSorted());
  });

  it('shows rules that are imported without a word', () => {
    const text = /<<'YAML'\n([^]*?)^YAML$/m.exec(page)?.[1] ?? '';
    const imported = importYamlRules({ file: 'rules.yaml', text });
    expect(imported.ok ? imported.warnings : imported.findings).toStrictEqual([]);
    expect(imported.ok && imported.sourceMap.length >= 3).toBe(true);
  });
});
