// dist/bundles/cli: the writ command. What only some commands need stays in files of its own, which they load.
import { brought, bundle, WITH_REQUIRE } from './bundling.mjs';

export function cliBundle() {
  return brought('bundles/cli', () =>
    bundle({
      // Threads start with a file of their own.
      entryPoints: { main: 'dist/clients/cli/main.js', 'stretch.worker': 'dist/clients/verifier/threads/stretch.worker.js' },
      platform: 'node',
      target: 'node20',
      splitting: true,
      minifySyntax: true,
      minifyWhitespace: true,
      banner: WITH_REQUIRE,
      chunkNames: 'part-[hash]',
    }),
  );
}
