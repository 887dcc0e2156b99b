import { handling } from '#platform/operations/caller';
import { DescribeTool, ImportTools, ListTools, RemoveTool } from './operations.js';
import { ToolsQuery } from './reading/tools.query.js';
import { ToolDesk } from './tool-desk.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListTools, [ToolsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(DescribeTool, [ToolDesk], ({ input, caller: { principal, context } }, desk) => {
    const { name: tool, owner = null, argumentSchema = null, class: kind, returns, risk } = input;
    const as = { class: kind, returns: [...new Set(returns)].sort(), owner, risk, argumentSchema };
    return desk.handle(context, { type: 'DescribeTool', tool, as, by: principal.id });
  }),
  handling(ImportTools, [ToolDesk], ({ input, caller: { principal, context } }, desk) => {
    const { class: kind = 'exec', owner = null } = input;
    const tools = (input.tools ?? input.result?.tools ?? []).map(({ name, inputSchema: argumentSchema = null }) => ({
      name,
      argumentSchema,
    }));
    return desk.handle(context, { type: 'ImportTools', tools, class: kind, owner, by: principal.id });
  }),
  handling(RemoveTool, [ToolDesk], ({ input: { name: tool }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'RemoveTool', tool, by: principal.id }),
  ),
];
