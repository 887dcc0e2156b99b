import { Module } from '@nestjs/common';
import { LiveModule } from '#platform/live/live.module';
import { StreamGateway } from './stream.gateway.js';

@Module({ imports: [LiveModule], providers: [StreamGateway] })
export class StreamModule {}
