import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import type { Plugin } from 'vite';
import { areas } from '../../shared/areas/index.ts';
import { kebab } from '../../shared/kit/label.ts';
import { describeOffice } from './describe-office.ts';
import { drawFlow, type FlowPicture, type Machine } from './draw-flow.ts';

/** Scripts, workers and the page itself come from the origin only. Antd sets style variables at run time. */
const contentPolicy =
  "script-src 'self'; worker-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'";

/** `virtual:office` and `virtual:flows`: the description of the office and the pictures of its flows, made when the console is built. */
export function officeData(root: string): Plugin {
  const modules: Record<string, () => unknown> = { 'virtual:office': () => describeOffice(areas), 'virtual:flows': () => drawFlows(root) };
  return {
    name: 'office-data',
    resolveId: (id) => (id in modules ? `\0${id}` : undefined),
    load(id) {
      const make = id.startsWith('\0') ? modules[id.slice(1)] : undefined;
      return make ? `export default ${JSON.stringify(make())}` : undefined;
    },
  };
}

/**
 * Takes components from their own modules instead of from the index of their package. The bundler drops what a page does not
 * use only after it has chosen the files of the build; through the index the first load would hold every component there is.
 */
export const directImports: Plugin = {
  name: 'direct-imports',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /\/admin\/src\/.*\.tsx?$/ },
    handler: (code) => code.replace(/^import \{([^}]*)\} from 'antd';$/gm, (_, names: string) => importsOf(names)),
  },
};

/** @example importsOf(' App as AntApp, type ThemeConfig ') // "import AntApp from 'antd/es/app/index.js';" */
const importsOf = (names: string): string =>
  names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !name.startsWith('type '))
    .map((name) => name.split(' as '))
    .map(([name = '', own = name]) => `import ${own} from 'antd/es${kebab(name).replace('-', '/')}/index.js';`)
    .join(' ');

/** The page is painted from its skeleton before the stylesheet arrives, so the link stands after it. */
export const pageHead: Plugin = {
  name: 'page-head',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(html) {
      const links = html.match(/\s*<link rel="stylesheet"[^>]*>/g) ?? [];
      const lean = links.reduce((page, link) => page.replace(link, ''), html);
      return lean
        .replace('<!-- content policy -->', `<meta http-equiv="Content-Security-Policy" content="${contentPolicy}">`)
        .replace('</body>', `${links.map((link) => link.trim()).join('')}</body>`);
    },
  },
};

/** Writes a `.br` beside every text file of the build, as servers of static files look for it. */
export const precompress: Plugin = {
  name: 'precompress',
  apply: 'build',
  enforce: 'post',
  generateBundle: {
    order: 'post',
    handler(_, bundle) {
      for (const [fileName, file] of Object.entries(bundle)) {
        if (!/\.(js|css|html|svg|json)$/.test(fileName)) continue;
        const source = Buffer.from(file.type === 'chunk' ? file.code : file.source);
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: source.length };
        this.emitFile({ type: 'asset', fileName: `${fileName}.br`, source: brotliCompressSync(source, { params }) });
      }
    },
  },
};

function drawFlows(root: string): Record<string, FlowPicture> {
  const files = existsSync(`${root}/functions`) ? globSync('functions/*/flows/*.asl.json', { cwd: root }) : [];
  return Object.fromEntries(files.map((file) => [basename(file, '.asl.json'), drawFlow(JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) as Machine)]));
}
