import { Global, Module } from '@nestjs/common';
import { ReadAudit } from '#platform/operations/read-audit';
import { transportsFor } from '#platform/operations/transports';
import { READS } from './answers.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { OperatorReads } from './operator-reads.js';

const { controllers, providers } = transportsFor(operations, { RecordedReads: READS });

@Global()
@Module({
  controllers,
  providers: [...providers, ...handlers, OperatorReads, { provide: ReadAudit, useExisting: OperatorReads }],
  exports: [ReadAudit],
})
export class ReadAuditModule {}
