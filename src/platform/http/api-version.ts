import { refuseWith } from './problem-details.js';

/** Versions of the public contract this server speaks, newest last. */
export const SUPPORTED_VERSIONS = ['2026-11-01'] as const;
export const LATEST_VERSION: string = SUPPORTED_VERSIONS.at(-1) as string;

export function checkVersion(header: string | string[] | undefined): void {
  if (header === undefined || SUPPORTED_VERSIONS.some((version) => version === header)) return;
  throw refuseWith('UNSUPPORTED_VERSION', undefined, { supported: SUPPORTED_VERSIONS });
}
