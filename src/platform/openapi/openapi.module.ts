import { Module } from '@nestjs/common';
import { ApiDescription } from './api-description.js';
import { DocumentationController } from './documentation.controller.js';

/** `/openapi.json`, `/docs`, `/docs/refusals` and `/docs/decision-codes`. */
@Module({ controllers: [DocumentationController], providers: [ApiDescription], exports: [ApiDescription] })
export class OpenApiModule {}
