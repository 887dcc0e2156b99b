/**
 * What the user types to start this command again: `npx writ` in a project that has it (the repository is one), `writ` where it is
 * installed for everybody.
 */
export function startedAs(script: string | undefined, env: NodeJS.ProcessEnv): 'writ' | 'npx writ' {
  if (env['npm_command'] === 'exec') return 'npx writ';
  const path = (script ?? '').replaceAll('\\', '/');
  return /\/(?:clients\/cli\/bin\/writ\.mjs|node_modules\/\.bin\/writ)$/.test(path) ? 'npx writ' : 'writ';
}

export const WRIT = startedAs(process.argv[1], process.env);
