import { test } from 'node:test';
import { z } from 'zod';
import { DecisionInput } from '#features/decisions/events';
import { assertCurrent } from './reference-file.js';

test('the schema that policies are checked against is that of decisions', () => {
  const schema = z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' });
  assertCurrent('docs/reference/decision-input.schema.json', `${JSON.stringify(schema, null, 2)}\n`);
});
