import type { BuildSchemaOptions } from '@nestjs/graphql';

/** How classes become a schema: the same for serving it and for printing it. */
export const buildSchemaOptions: BuildSchemaOptions = { numberScalarMode: 'float' };

/** Names and values of one document, at most. A larger one is refused before it is understood. */
export const MAX_TOKENS = 4_000;
