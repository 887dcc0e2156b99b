/** What a tenant limits. */
export const LIMITS_STREAM = 'limits/tenant';
