import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { directImports, officeData, pageHead, precompress } from './build/plugins.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Where `vite` finds the office while the console is being worked on. */
const office = process.env.OFFICE_URL ?? 'http://127.0.0.1:3000';

/** Words and rules that many definitions share; each definition itself stays a chunk of its own. */
const isSharedWord = (id: string): boolean =>
  /\/shared\/(kit|derive)\//.test(id) ||
  (/\/shared\/areas\//.test(id) && !/\.(resource|operation)\.ts|\/price-list\/|known-settings|\/area\.ts|areas\/index\.ts/.test(id));

type ModuleInfo = { readonly id: string; readonly importedIds: readonly string[] } | null;
const entry = fileURLToPath(new URL('src/main.tsx', import.meta.url));
const known = new Set<string>();

/** What the entry imports, and what that imports: one file, so that the first page needs few requests. */
function reachable(graph: { getModuleInfo(id: string): ModuleInfo }): ReadonlySet<string> {
  const open = known.size === 0 ? [entry] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (known.has(id)) continue;
    known.add(id);
    open.push(...(graph.getModuleInfo(id)?.importedIds ?? []));
  }
  return known;
}

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [officeData(root), directImports, react(), pageHead, precompress],
  worker: { format: 'es' },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/oidc', '/config.json', '/_local'].map((path) => [path, office])),
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    manifest: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    cssCodeSplit: false,
    rolldownOptions: {
      // How long each plugin took says nothing to who starts an office.
      checks: { pluginTimings: false },
      // Refine's own import and export, which the console has no use for, bring these along.
      treeshake: { moduleSideEffects: [{ test: /node_modules[\\/](papaparse|pluralize|error-stack-parser)[\\/]/, sideEffects: false }] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/ },
            { debugName: 'first', name: (id, graph) => (isSharedWord(id) || reachable(graph).has(id) ? 'first' : null) },
          ],
        },
      },
    },
  },
});
