import { z } from 'zod';
import { ToolName } from '#features/decisions/contract';
import type { JsonObject } from '#libs/event-sourcing';
import { shownText } from '#libs/operations';
import { TOOL_CLASSES, TOOL_RISKS, type ToolClass, type ToolRisk } from './tool-words.js';

export { ToolName };

const MOST_SCHEMA = 16_384;
const MOST_IMPORTED = 200;

/** Labels are the same in upper and lower case; they are kept in lower case. */
export const LabelName = z
  .string()
  .toLowerCase()
  .regex(/^[a-z][a-z0-9_.-]{0,63}$/, 'must be 1 to 64 letters, digits or _.-, the first one a letter');

/** Any object; GraphQL has it as JSON, since it may have members that nobody here knows. */
const Anything = z
  .custom<Record<string, unknown>>(isObject, 'must be a JSON object')
  .meta({ type: 'object', additionalProperties: true });
const AnyObject = z.custom<JsonObject>(isObject, 'must be a JSON object').meta({ type: 'object', additionalProperties: true });

const ArgumentSchema = AnyObject.refine(
  (schema) => JSON.stringify(schema).length <= MOST_SCHEMA,
  `must have at most ${MOST_SCHEMA} characters`,
).meta({ type: 'object', additionalProperties: true });

const Class = z.enum(TOOL_CLASSES).describe('read, write, egress (what it is given leaves) or exec (it runs what it is given).');
const Owner = shownText(200).describe('Who answers for the tool.');
const Risk = z.enum(TOOL_RISKS);
const Returns = z.array(LabelName).max(32).describe('Labels of what it answers: the session learns them.');

export const DescribeToolRequest = z
  .strictObject({
    name: ToolName,
    class: Class,
    returns: Returns.default([]),
    owner: Owner.optional(),
    risk: Risk.default('medium'),
    argumentSchema: ArgumentSchema.optional().describe('JSON Schema of its arguments; any will do when left out.'),
  })
  .meta({
    id: 'DescribeToolRequest',
    examples: [{ name: 'get_customer', class: 'read', returns: ['pii'], risk: 'medium' }],
  });

/** As a server of MCP says it. What else it says of a tool, its hints above all, is a stranger's word and is not taken. */
const ImportedTool = Anything.pipe(z.looseObject({ name: ToolName, inputSchema: ArgumentSchema.optional() }));
const ImportedTools = z.array(ImportedTool).min(1).max(MOST_IMPORTED).describe('As `tools/list` of MCP answers.');

export const ImportToolsRequest = z
  .strictObject({
    jsonrpc: z.literal('2.0').optional(),
    id: z.union([z.string().max(200), z.number()]).optional(),
    result: Anything.pipe(z.looseObject({ tools: ImportedTools }))
      .optional()
      .describe('The answer with its envelope of JSON-RPC around it.'),
    tools: ImportedTools.optional(),
    nextCursor: z.string().max(4_096).optional(),
    _meta: AnyObject.optional(),
    class: Class.optional().describe(
      'Of tools that the catalogue does not know yet; exec when left out, which is the strictest.',
    ),
    owner: Owner.optional(),
  })
  .refine(({ tools, result }) => (tools === undefined) !== (result === undefined), {
    message: 'give the answer as it is: with `tools`, or with `result` around them',
    path: ['tools'],
  })
  .meta({ id: 'ImportToolsRequest' });

export interface Description {
  readonly class: ToolClass;
  readonly returns: readonly string[];
  readonly owner: string | null;
  readonly risk: ToolRisk;
  readonly argumentSchema: JsonObject | null;
}

export type ToolCommand =
  | { readonly type: 'DescribeTool'; readonly tool: string; readonly as: Description; readonly by: string }
  | {
      readonly type: 'ImportTools';
      readonly tools: readonly { readonly name: string; readonly argumentSchema: JsonObject | null }[];
      /** What is said of tools that are new. */
      readonly class: ToolClass;
      readonly owner: string | null;
      readonly by: string;
    }
  | { readonly type: 'RemoveTool'; readonly tool: string; readonly by: string };

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
