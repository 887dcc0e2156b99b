/** What one compilation may use. Everything beyond is refused with a code, nothing is cut short silently. */
export interface CompileLimits {
  /** Of all compiler runs together by the clock, in milliseconds. */
  timeMs: number;
  /** Processor time of each run; enforced on Linux, also when the caller is gone. A little above what `timeMs` allows when left out. */
  processorMs?: number;
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
