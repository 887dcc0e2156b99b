import { z } from 'zod';
import { FactName } from '#libs/facts';
import { command, operators, query } from '#libs/operations';
import { FactChanged, FactFilter, FactPage, FactValuePage } from './answers.js';
import { DeclareFactRequest, EndFactRequest } from './commands.js';

const tag = 'facts';
const path = z.object({ fact: FactName });

export const ListFacts = query({
  name: 'facts',
  id: 'facts.list',
  tag,
  says: 'List what is counted for policies, newest first',
  access: operators('viewer'),
  rest: 'GET /v1/facts',
  query: FactFilter,
  answer: FactPage,
  readsFrom: 'facts',
  graphql: { connection: 'Fact', filter: 'FactFilter', says: 'Newest first.' },
});

export const ListFactValues = query({
  name: 'factValues',
  id: 'facts.values',
  tag,
  says: 'What a fact is at this moment, group by group',
  access: operators('viewer'),
  rest: 'GET /v1/facts/:fact/values',
  path,
  query: FactFilter,
  answer: FactValuePage,
  readsFrom: 'facts',
  graphql: { connection: 'FactValue', filter: 'FactFilter', says: 'The groups that were counted last come first.' },
});

export const DeclareFact = command({
  name: 'declareFact',
  id: 'facts.declare',
  tag,
  says: 'Have something counted from now on; policies read it as input.facts.<name>',
  access: operators('policy_admin'),
  rest: 'POST /v1/facts',
  status: 201,
  body: DeclareFactRequest,
  answer: FactChanged,
  graphql: { type: 'FactChanged', input: 'DeclareFactInput' },
});

export const EndFact = command({
  name: 'endFact',
  id: 'facts.end',
  tag,
  says: 'Have something counted no more; policies that read it are told nothing',
  access: operators('policy_admin'),
  rest: 'POST /v1/facts/:fact/end',
  path,
  body: EndFactRequest,
  answer: FactChanged,
  graphql: { type: 'FactChanged' },
});
