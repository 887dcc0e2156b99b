import { decider, fold, isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { Description, ToolCommand } from './commands.js';
import type { ToolEvent } from './events.js';
import type { ToolRefusalCode } from './refusals.js';

export interface Tool extends Description {
  readonly version: number;
}

export interface ToolState {
  readonly tools: ReadonlyMap<string, Tool>;
  readonly version: number;
  /** Characters of all argument schemas. */
  readonly size: number;
}

const MOST_TOOLS = 500;
const MOST_SIZE = 2_097_152;
export const noTools: ToolState = { tools: new Map(), version: 0, size: 0 };

type Described = readonly ToolEvent[] | Refusal<ToolRefusalCode>;

/** What an operator says of a tool counts from the next decision on; what stays as it is, is not said again. */
export const toolCatalogue = decider<ToolCommand, ToolEvent, ToolState, ToolRefusalCode>({
  initial: noTools,
  decide: {
    DescribeTool: ({ tool, as, by }, state) => described(tool, as, by, state),
    ImportTools: ({ tools, by, ...asNew }, state) => {
      const events: ToolEvent[] = [];
      let now = state;
      for (const { name, argumentSchema } of tools) {
        const known = now.tools.get(name) ?? { class: asNew.class, returns: [], owner: asNew.owner, risk: 'medium' as const };
        const { class: kind, returns, owner, risk } = known;
        const said = described(name, { class: kind, returns, owner, risk, argumentSchema }, by, now);
        if (isRefusal(said)) return said;
        now = fold(toolCatalogue, said, now);
        events.push(...said);
      }
      return events;
    },
    RemoveTool: ({ tool, by }, { tools, version }) =>
      tools.has(tool) ? [{ type: 'ToolRemoved', tool, version: version + 1, by }] : refuse('TOOL_NOT_FOUND'),
  },
  evolve: {
    ToolDescribed: ({ tools, size }, { type: _, tool, by: _by, ...said }) => ({
      tools: new Map(tools).set(tool, said),
      version: said.version,
      size: size - sizeOf(tools.get(tool)) + sizeOf(said),
    }),
    ToolRemoved: ({ tools, size }, { tool, version }) => ({
      tools: new Map([...tools].filter(([name]) => name !== tool)),
      version,
      size: size - sizeOf(tools.get(tool)),
    }),
  },
});

function described(tool: string, as: Description, by: string, { tools, version, size }: ToolState): Described {
  const known = tools.get(tool);
  if (known && isSame(known, as)) return [];
  if (!known && tools.size >= MOST_TOOLS) return refuse('TOO_MANY_TOOLS');
  if (size - sizeOf(known) + sizeOf(as) > MOST_SIZE) return refuse('CATALOGUE_TOO_LARGE');
  return [{ type: 'ToolDescribed', tool, version: version + 1, ...as, returns: [...as.returns], by }];
}

function isSame({ version: _, ...known }: Tool, as: Description): boolean {
  const text = ({ class: kind, returns, owner, risk, argumentSchema }: Description) =>
    JSON.stringify([kind, returns, owner, risk, argumentSchema]);
  return text(known) === text(as);
}

function sizeOf(tool: Pick<Description, 'argumentSchema'> | undefined): number {
  return tool?.argumentSchema ? JSON.stringify(tool.argumentSchema).length : 0;
}
