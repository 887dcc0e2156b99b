interface Left {
  readonly name: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

/** How much of a limit is left; when there will be more, where something is used. */
export function leftText({ name, limit, remaining, resetSeconds }: Left): string {
  const room = remaining < limit ? `; ${roomText(resetSeconds)}` : '';
  return `${name}: ${remaining} of ${limit} left${room}`;
}

export function roomText(seconds: number): string {
  return `what is used begins to be free again within ${durationText(seconds)}`;
}

/** Rounded up: nobody comes back too early. */
function durationText(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds < 2 * 86_400 ? `${Math.ceil(seconds / 3600)} hours` : `${Math.ceil(seconds / 86_400)} days`;
}
