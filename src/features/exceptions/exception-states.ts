export const EXCEPTION_STATES = ['requested', 'holds', 'used_up', 'revoked', 'expired'] as const;
export type ExceptionStatus = (typeof EXCEPTION_STATES)[number];
