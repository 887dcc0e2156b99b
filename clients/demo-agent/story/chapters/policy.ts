import { readFileSync } from 'node:fs';
import { parseJson } from '#libs/exact-json';
import { CommandError } from '../../../cli/exit.js';
import { WritProblem } from '../../../contract/problem.js';
import type { Chapter } from '../chapter.js';

const ID = 'airline';
const REVISION = 1;

export const policyChapter: Chapter = {
  title: 'Three people put a policy to work',
  async tell({ stage: { ann, ben, cleo }, teller }) {
    await ann.post('/v1/policies', { body: { id: ID, name: 'Airline' } });
    const modules = { 'policy.rego': shipped('policy.rego'), 'policy_test.rego': shipped('policy_test.rego') };
    const data = parseJson(shipped('data.json')) as Record<string, never>;
    const body = { modules, data, entrypoint: 'writ/decision', summary: 'Refunds by amount, and so many a day' };
    await ann.post('/v1/policies/{id}/revisions', { path: { id: ID }, body });
    const path = { id: ID, revision: REVISION };
    await ann.post('/v1/policies/{id}/revisions/{revision}/submit', { path, body: {} });
    teller.does('Ann', 'writes it: reading is free, small refunds go alone three times a day, large ones need a person.');
    const code = await refusalOf(ann.post('/v1/policies/{id}/revisions/{revision}/approve', { path, body: {} }));
    teller.does('Ann', `would approve it herself, and is refused: ${code}.`);
    await ben.post('/v1/policies/{id}/revisions/{revision}/approve', { path, body: {} });
    teller.does('Ben', 'has read it and approves it.');
    await cleo.post('/v1/policies/{id}/revisions/{revision}/publish', { path, body: {} });
    teller.does('Cleo', 'publishes it. The very next decision is made by it, on every replica.');
  },
};

async function refusalOf(asked: Promise<unknown>): Promise<string> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof WritProblem && error.status < 500) return error.code;
    throw error;
  }
  throw new CommandError('STORY_ENDS', 'this should have been refused, and the story cannot go on');
}

function shipped(file: string): string {
  return readFileSync(new URL(`../policy/${file}`, import.meta.url), 'utf8');
}
