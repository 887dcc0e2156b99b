import { Module } from '@nestjs/common';
import { AgentEdgesResolver } from './agent-edges.resolver.js';
import { Batches } from './batches.js';
import { decisionEdges } from './decision-edges.resolver.js';
import { Edges } from './edges.js';
import { policyEdges } from './policy-edges.resolver.js';
import { SessionEdgesResolver } from './session-edges.resolver.js';

@Module({
  providers: [Batches, Edges, ...decisionEdges, SessionEdgesResolver, AgentEdgesResolver, ...policyEdges],
})
export class GraphModule {}
