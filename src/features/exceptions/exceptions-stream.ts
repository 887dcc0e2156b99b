/** All exceptions of a tenant. */
export const EXCEPTIONS_STREAM = 'exceptions/tenant';
