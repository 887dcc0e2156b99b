export { policyTool, toolIn, type PolicyTool, type ToolOrder, type ToolSetting, type ToolWork } from './policy-tool.js';
export type { ToolFailure, ToolOutcome } from './tool-outcome.js';
export { compiled, judged, ToolRefusal } from './tool-refusal.js';
