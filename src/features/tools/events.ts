import { z } from 'zod';
import { eventTypes, type EventsOf, type JsonObject } from '#libs/event-sourcing';
import { TOOL_CLASSES, TOOL_RISKS } from './tool-words.js';

export const toolEvents = eventTypes({
  ToolDescribed: {
    schema: 1,
    says: 'The catalogue says this of a tool from the next decision on, instead of what it said before.',
    data: z.object({
      tool: z.string(),
      /** Of the catalogue: each change moves it by one. */
      version: z.number().int(),
      class: z.enum(TOOL_CLASSES),
      /** Labels of what it answers, in lower case. */
      returns: z.array(z.string()),
      owner: z.string().nullable(),
      risk: z.enum(TOOL_RISKS),
      /** JSON Schema of its arguments; null when any will do. */
      argumentSchema: z.custom<JsonObject>().nullable(),
      by: z.string(),
    }),
  },
  ToolRemoved: {
    schema: 1,
    says: 'The catalogue no longer knows the tool: calls of it are denied.',
    data: z.object({ tool: z.string(), version: z.number().int(), by: z.string() }),
  },
});
export type ToolEvent = EventsOf<typeof toolEvents>;
