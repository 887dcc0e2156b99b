import { Module } from '@nestjs/common';
import { DemoSeed } from './demo-seed.js';

export { DemoSeed, type DemoCredentials, type MendedCredentials } from './demo-seed.js';

@Module({ providers: [DemoSeed] })
export class DemoModule {}
