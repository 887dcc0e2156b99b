/** A JSON value as it is stored and hashed. Numbers are IEEE doubles, as RFC 8785 requires. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };
