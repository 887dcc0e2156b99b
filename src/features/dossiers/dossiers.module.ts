import { Module } from '@nestjs/common';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { DossierDesk } from './dossier-desk.js';
import { DossierKeys } from './dossier-keys.js';
import { DossierParts } from './dossier-parts.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { dossierRefusals } from './refusals.js';

registerRefusals(dossierRefusals);
const { controllers, providers } = transportsFor(operations, {});

@Module({ controllers, providers: [...providers, ...handlers, DossierKeys, DossierParts, DossierDesk] })
export class DossiersModule {}
