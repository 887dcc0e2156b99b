import type { DecisionGuard, Judgement } from '#libs/decision-guards';
import type { JsonObject } from '#libs/event-sourcing';
import { stopped } from '#libs/ruling';
import type { ToolCatalogue } from '../contract.js';
import type { ToolState } from '../decider.js';
import type { ArgumentSchemas, CompiledSchema } from '../schemas/argument-schemas.js';
import { TOOLS_STREAM } from '../tools-stream.js';

type Prepared = ReadonlyMap<JsonObject, CompiledSchema>;

/** Denies tools that the catalogue does not know and arguments that it says do not fit; a tenant without a catalogue goes without. */
export const toolsGuard = (
  { states }: Pick<ToolCatalogue, 'states'>,
  schemas: Pick<ArgumentSchemas, 'compiled'>,
): DecisionGuard<ToolState, Prepared> => ({
  name: 'tools',
  place: 55,
  standsOn: { states, stream: ({ call }) => (call ? TOOLS_STREAM : undefined) },
  prepare: (asked) => {
    const prepared = new Map<JsonObject, CompiledSchema>();
    for (const { asking, at } of asked) {
      const schema = asking.call && at.state.tools.get(asking.call.tool)?.argumentSchema;
      if (schema && !prepared.has(schema)) prepared.set(schema, schemas.compiled(schema));
    }
    return Promise.resolve(prepared);
  },
  judge: ({ at: { state } }, { tool, arguments: given }, prepared) => {
    if (state.tools.size === 0) return undefined;
    const known = state.tools.get(tool);
    if (!known) return denied('UNKNOWN_TOOL', 'writ.tools.unknown', `the catalogue has no tool ${tool}`);
    if (!known.argumentSchema) return undefined;
    const problem = prepared.get(known.argumentSchema)?.problemWith(given);
    return problem === undefined ? undefined : denied('ARGUMENTS_DO_NOT_FIT', 'writ.tools.arguments', problem);
  },
});

function denied(code: 'UNKNOWN_TOOL' | 'ARGUMENTS_DO_NOT_FIT', rule: string, reason: string): Judgement {
  return { ...stopped('DENY', code, rule, reason), policy: null, pin: null };
}
