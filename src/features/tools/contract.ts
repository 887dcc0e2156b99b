import type { RememberedStates } from '#libs/decision-guards';
import type { ToolState } from './decider.js';

export { toolEvents, type ToolEvent } from './events.js';
export { LabelName } from './commands.js';
export { noTools, toolCatalogue, type Tool, type ToolState } from './decider.js';
export { TOOL_CLASSES, type ToolClass } from './tool-words.js';
export { TOOLS_STREAM } from './tools-stream.js';

/** What a tenant says of its tools, for guards that stand on it. */
export abstract class ToolCatalogue {
  abstract readonly states: RememberedStates<ToolState>;
}
