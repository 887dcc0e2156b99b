import { z } from 'zod';
import { command, operators, query } from '#libs/operations';
import { CatalogueChanged, ToolFilter, ToolPage } from './answers.js';
import { DescribeToolRequest, ImportToolsRequest, ToolName } from './commands.js';

const tag = 'tools';

export const ListTools = query({
  name: 'tools',
  id: 'tools.list',
  tag,
  says: 'List what the catalogue says of tools, newest description first',
  access: operators('viewer'),
  rest: 'GET /v1/tools',
  query: ToolFilter,
  answer: ToolPage,
  readsFrom: 'tools',
  graphql: { connection: 'Tool', filter: 'ToolFilter', says: 'Newest description first.' },
});

export const DescribeTool = command({
  name: 'describeTool',
  id: 'tools.describe',
  tag,
  says: 'Say what a tool does, what it answers and which arguments fit, in effect with the next decision',
  access: operators('policy_admin', 'admin'),
  rest: 'POST /v1/tools',
  body: DescribeToolRequest,
  answer: CatalogueChanged,
  graphql: { type: 'CatalogueChanged', input: 'DescribeToolInput' },
});

export const ImportTools = command({
  name: 'importTools',
  id: 'tools.import',
  tag,
  says: 'Take the names and argument schemas of tools from a `tools/list` answer of MCP',
  access: operators('policy_admin', 'admin'),
  rest: 'POST /v1/tools/import',
  body: ImportToolsRequest,
  answer: CatalogueChanged,
  graphql: { type: 'CatalogueChanged', input: 'ImportToolsInput' },
});

export const RemoveTool = command({
  name: 'removeTool',
  id: 'tools.remove',
  tag,
  says: 'Take a tool out of the catalogue; calls of it are denied from the next decision on',
  access: operators('policy_admin', 'admin'),
  rest: 'DELETE /v1/tools/:name',
  path: z.object({ name: ToolName }),
  answer: CatalogueChanged,
  graphql: { type: 'CatalogueChanged' },
});
