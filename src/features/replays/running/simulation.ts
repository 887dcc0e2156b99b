import type { MessagePort } from 'node:worker_threads';
import { Inject, Injectable } from '@nestjs/common';
import { DecisionSimulator } from '#features/decisions/contract';
import type { EvaluateOptions } from '#libs/policy-engine';
import type { SimulatedLedger } from '#libs/replay';
import { CausalStretches, type CausalReads } from '../deciding-again/causal-stretches.js';
import { ReplayThreadMain } from './thread-main.js';

/** Serves the orders of one causal replay, in a thread whose ledger is the simulated one. */
@Injectable()
export class Simulation {
  constructor(@Inject(DecisionSimulator) private readonly simulator: DecisionSimulator) {}

  serve(port: MessagePort, reads: CausalReads, ledger: SimulatedLedger, options: EvaluateOptions): ReplayThreadMain {
    const world = { ledger, simulator: this.simulator };
    return new ReplayThreadMain(
      port,
      options,
      ({ tenant, plan }, policies) => new CausalStretches(reads, policies, tenant, { ...plan, from: plan.from ?? 1 }, world),
    );
  }
}
