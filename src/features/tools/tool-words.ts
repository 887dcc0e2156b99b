/** What a tool may do to the world: it looks, changes something here, sends something away, or runs what it is given. */
export const TOOL_CLASSES = ['read', 'write', 'egress', 'exec'] as const;
export type ToolClass = (typeof TOOL_CLASSES)[number];

export const TOOL_RISKS = ['low', 'medium', 'high', 'critical'] as const;
export type ToolRisk = (typeof TOOL_RISKS)[number];
