/** How a shadow stands: one that is ending has still to be compared up to where somebody ended it. */
export const SHADOW_STATES = ['running', 'ending', 'ended'] as const;
export type ShadowStatus = (typeof SHADOW_STATES)[number];

/** Why a shadow ended. */
export const SHADOW_ENDS = ['asked', 'time', 'decisions', 'unusable'] as const;
export type ShadowEnd = (typeof SHADOW_ENDS)[number];

export function shadowStream(shadow: string): string {
  return `shadow/${shadow}`;
}

export const COMPARE_SHADOWS = 'compare-shadows';
/** The run of the job that looks which shadows are behind. */
export const LOOK = 'look';
