import type { FunctionWriter } from './function-writer.js';

/** A SourceLocation as source text. */
export function locationSource(writer: FunctionWriter, at: { file?: number; row?: number }): string {
  return `{file:${JSON.stringify(writer.scope.operands.file(at.file))},row:${Number(at.row ?? 0)}}`;
}
