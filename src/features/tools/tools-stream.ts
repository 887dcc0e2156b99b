/** The whole catalogue of a tenant. */
export const TOOLS_STREAM = 'tools/tenant';
