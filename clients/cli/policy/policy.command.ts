import type { Command } from 'commander';
import { addGroups, type CommandGroup } from '../command-groups.js';

const GROUPS: readonly CommandGroup[] = [
  { names: ['new'], load: async () => (await import('./policy-new.command.js')).addPolicyNew },
  { names: ['import'], load: async () => (await import('./policy-import.command.js')).addPolicyImport },
  {
    names: ['check', 'fmt', 'test', 'coverage', 'lint', 'score'],
    load: async () => (await import('./policy-tools.command.js')).addPolicyTools,
  },
  {
    names: ['build', 'hash', 'diff', 'eval', 'explain'],
    load: async () => (await import('./policy-artifacts.command.js')).addPolicyArtifacts,
  },
  { names: ['list', 'show'], load: async () => (await import('./reading/policy-reading.command.js')).addReading },
  { names: ['keys'], load: async () => (await import('./policy-keys.command.js')).addPolicyKeys },
  { names: ['sign'], load: async () => (await import('./policy-sign.command.js')).addPolicySign },
  { names: ['dossier'], load: async () => (await import('./dossiers/policy-dossier.command.js')).addPolicyDossier },
  { names: ['apply'], load: async () => (await import('./policy-apply.command.js')).addPolicyApply },
  {
    names: ['submit', 'approve', 'request-changes', 'publish', 'rollback', 'data', 'history', 'governance'],
    load: async () => (await import('./policy-lifecycle.command.js')).addPolicyLifecycle,
  },
  { names: ['drafted-rules'], load: async () => (await import('../shadows/drafted-rules.command.js')).addDraftedRules },
  { names: ['pin', 'unpin', 'pins'], load: async () => (await import('./policy-pins.command.js')).addPolicyPins },
];

export async function addPolicy(program: Command, words: readonly string[]): Promise<void> {
  const policy = program.command('policy').description('write, check, read and change policies');
  await addGroups(policy, GROUPS, words);
}
