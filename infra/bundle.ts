import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Metafile, type Plugin, version } from 'esbuild';
import type { AreaDefinition } from '../shared/kit/define-area.ts';
import { kebab } from '../shared/kit/label.ts';
import { keptBuild } from './kept-build.ts';

/** A folder of handlers that are deployed together: modules by name, and the hash of their content. */
export type Bundle = { readonly dir: string; readonly hash: string; readonly bytes: Readonly<Record<string, number>> };

/** Handlers that the API itself needs, before any area. */
export const coreEntries = { authorise: 'functions/organisation/authorise.ts', describe: 'functions/organisation/describe.ts' } as const;
/** Begins the entry of an area's records, which is no file: it is the one handler, given the resources of that area. */
const recordsOf = 'records:';
/** Files that a module reads from beside itself, by module. */
const assetsOf: Readonly<Record<string, readonly string[]>> = {
  // The licence of the font asks to go where the font goes.
  'functions/kit/print/font.ts': ['400Regular/NotoSansSC_400Regular.ttf', 'LICENSE_FONT'].map((file) => `node_modules/@expo-google-fonts/noto-sans-sc/${file}`),
};
export const repositoryRoot = fileURLToPath(new URL('..', import.meta.url));

/** Builds of this machine, by what they were made from. */
export const keptBuilds = join(repositoryRoot, 'node_modules', '.cache', 'anchang-bundles');

/**
 * The handlers of an area: one for each custom operation, the one for its records, and the signed door where partners ask.
 *
 * @example
 * entriesOf(settings) // { records: 'records:settings:setting', 'settings-in-force': 'functions/settings/settings-in-force.ts' }
 */
export function entriesOf(area: AreaDefinition): Entries {
  const own = area.operations.map(({ handler }) => [handler, `functions/${area.name}/${handler}.ts`]);
  const door = area.endpoints ? { door: `functions/${area.name}/door.ts` } : {};
  return { records: `${recordsOf}${area.name}:${area.resources.map(({ name }) => name)}`, ...Object.fromEntries(own), ...door };
}

/**
 * Bundles handlers with what they share in common chunks. The AWS SDK is inside, so that what was tested is what runs.
 * Source maps stand beside the bundle, not in it. Throws an error that names a handler that does not exist.
 *
 * @param where.builds folder of earlier builds, of which one from the same files is taken as it is
 * @example
 * const { dir, hash } = await bundle('settings', entriesOf(settings), { outdir: 'cdk.out', builds: keptBuilds })
 */
export async function bundle(name: string, entries: Entries, { outdir, builds }: { outdir: string; builds?: string }): Promise<Bundle> {
  const missing = Object.values(entries).find((file) => !file.startsWith(recordsOf) && !existsSync(join(repositoryRoot, file)));
  if (missing) throw new Error(`expected a handler at ${missing}, got no such file`);
  const dir = join(outdir, 'bundles', name);
  // Names and hashes of chunks depend on the output folder, so esbuild is told the same one wherever the files go.
  const virtual = join(repositoryRoot, 'cdk.out', 'bundles', name);
  const { records, ...others } = entries;
  // Built with the others, the records handler would load chunks that hold what only they use.
  const groups = [records ? { records } : {}, others].filter((group) => Object.keys(group).length > 0);
  const built = await Promise.all(groups.map((group) => compileOnce(group, { virtual, builds })));
  const files = built.flatMap((one) => one.files);
  const outputs = Object.assign({}, ...built.map((one) => one.outputs));
  const [maps, code] = [files.filter((file) => file.name.endsWith('.map')), files.filter((file) => !file.name.endsWith('.map'))];
  write(code, dir);
  write(maps, join(outdir, 'source-maps', name));
  return { dir, hash: hashOf(code), bytes: loadedBytes(outputs, Object.keys(entries)) };
}

type Entries = Readonly<Record<string, string>>;
type Compiled = { readonly files: readonly File[]; readonly outputs: Metafile['outputs'] };

async function compileOnce(entries: Entries, { virtual, builds }: { virtual: string; builds: string | undefined }): Promise<Compiled> {
  const make = async () => {
    const { outputFiles, metafile } = await compile(entries, virtual);
    const inputs = Object.keys(metafile.inputs).filter((input) => !input.startsWith(recordsOf));
    const files = [...outputFiles.map(({ path, contents }) => ({ name: relative(virtual, path), contents })), ...assets(inputs)];
    return { result: { files, outputs: metafile.outputs }, inputs: inputs.map((input) => join(repositoryRoot, input)) };
  };
  if (!builds) return (await make()).result;
  // How it is built stands in this file, how a package is found in the lockfile's version of it.
  const rules = [import.meta.filename, join(repositoryRoot, 'package-lock.json')].map((file) => readFileSync(file, 'utf8'));
  return keptBuild({ folder: builds, key: JSON.stringify([version, virtual, entries, ...rules]) }, make);
}

function compile(entries: Entries, virtual: string) {
  return build({
    absWorkingDir: repositoryRoot,
    entryPoints: { ...entries },
    outdir: virtual,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    // The office's words are Chinese; escaped, each of their characters would take six bytes.
    charset: 'utf8',
    legalComments: 'none',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // The ES modules of the SDK can be shaken; its CommonJS is twice as large.
    mainFields: ['module', 'main'],
    // pdfmake and what it stands on are CommonJS: they call `require` for Node's own modules and look for their folder.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    define: { __dirname: 'import.meta.dirname' },
    sourcemap: 'external',
    metafile: true,
    write: false,
    logLevel: 'silent',
    plugins: [recordsEntries],
  });
}

/** A resource stands in a file of its name. What another area describes, and what this one's operations take, is not in the bundle. */
const recordsEntries: Plugin = {
  name: 'records',
  setup(building) {
    building.onResolve({ filter: new RegExp(`^${recordsOf}`) }, ({ path }) => ({ path: path.slice(recordsOf.length), namespace: 'records' }));
    building.onLoad({ filter: /.*/, namespace: 'records' }, ({ path }) => {
      const [area = '', names = ''] = path.split(':');
      const imports = names.split(',').map((name) => `import { ${name} } from './shared/areas/${area}/${kebab(name)}.resource.ts';`);
      const contents = [
        ...imports,
        "import { serveRecords } from './functions/records/serve-records.ts';",
        `export const handler = serveRecords([${names}]);`,
      ].join('\n');
      return { resolveDir: repositoryRoot, contents };
    });
  },
};

type File = { readonly name: string; readonly contents: Uint8Array };

/** What the bundled modules read from beside themselves. */
const assets = (inputs: readonly string[]): File[] =>
  [...new Set(inputs.flatMap((input) => assetsOf[input] ?? []))].map((file) => ({ name: basename(file), contents: readFileSync(join(repositoryRoot, file)) }));

/** Chunks of an earlier build would be deployed with this one. */
function write(files: readonly File[], dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const { name, contents } of files) writeFileSync(join(dir, name), contents);
}

/** The same code gives the same hash wherever it was built, so that an unchanged area is not deployed again. */
function hashOf(files: readonly File[]): string {
  const hash = createHash('sha256');
  for (const { name, contents } of files.toSorted((a, b) => (a.name < b.name ? -1 : 1))) hash.update(name).update('\0').update(contents);
  return hash.digest('hex');
}

type Outputs = Readonly<Record<string, { bytes: number; imports: readonly { path: string; kind: string; external?: boolean }[] }>>;

/** Bytes that a cold start loads for each handler: its module and the chunks it imports at once. */
function loadedBytes(outputs: Outputs, names: readonly string[]): Readonly<Record<string, number>> {
  const collect = (path: string, seen: Set<string>): Set<string> => {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const next of outputs[path]?.imports ?? []) if (next.kind === 'import-statement' && !next.external) collect(next.path, seen);
    return seen;
  };
  return Object.fromEntries(
    names.map((name) => {
      const entry = Object.keys(outputs).find((path) => path.endsWith(`/${name}.mjs`)) ?? '';
      return [name, [...collect(entry, new Set())].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0)];
    }),
  );
}
