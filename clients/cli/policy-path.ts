/** Path of a policy, or of something that belongs to it. */
export function policyPath(id: string, ...rest: readonly (string | number)[]): string {
  return ['/v1/policies', encodeURIComponent(id), ...rest].join('/');
}
