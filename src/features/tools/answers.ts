import { z } from 'zod';
import type { JsonObject } from '#libs/event-sourcing';
import { actedBy, LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { ToolName } from './commands.js';
import { TOOL_CLASSES, TOOL_RISKS } from './tool-words.js';

export const ToolFilter = PageQuery.extend({ class: z.enum(TOOL_CLASSES).optional(), name: ToolName.optional() });
export type ToolFilter = z.output<typeof ToolFilter>;

export const ToolView = z
  .object({
    name: z.string(),
    class: z.enum(TOOL_CLASSES),
    returns: z.array(z.string()),
    owner: z.string().nullable(),
    risk: z.enum(TOOL_RISKS),
    argumentSchema: z
      .custom<JsonObject>()
      .nullable()
      .meta({ type: ['object', 'null'], additionalProperties: true }),
    version: z.number().int().describe('Of the catalogue, when it came to say this.'),
    ...actedBy('describedBy'),
    describedAt: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'Tool' });
export type ToolView = z.input<typeof ToolView>;
export const ToolPage = pageAnswer('ToolPage', ToolView);

export const CatalogueChanged = z
  .object({
    version: z.number().int().describe('Of the catalogue, as it is now.'),
    changed: z.array(z.string()).describe('The tools of which it says something else than before.'),
    ledger: LedgerReceipt.nullable().describe('Null when it said all of it already.'),
  })
  .meta({ id: 'CatalogueChangedAnswer' });
export type CatalogueChanged = z.output<typeof CatalogueChanged>;
