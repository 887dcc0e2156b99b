/** What one compilation may use. Everything beyond is refused with a code, nothing is cut short silently. */
export interface CompileLimits {
  /** Wall time of all compiler runs together, in milliseconds; on Linux also the processor time of each, a little above it. */
  timeMs: number;
  /** Bytes the compiler may write to its standard streams. */
  outputBytes: number;
  /** Bytes of the compiled plan. */
  planBytes: number;
  /** Address space of the compiler process in bytes; enforced on Linux. */
  memoryBytes: number;
  modules: number;
  moduleBytes: number;
  /** Bytes of all modules and the data document together. */
  totalBytes: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: Readonly<CompileLimits> = {
  timeMs: 5_000,
  outputBytes: 4 * MIB,
  planBytes: 4 * MIB,
  memoryBytes: 2048 * MIB,
  modules: 200,
  moduleBytes: MIB,
  totalBytes: 8 * MIB,
};
