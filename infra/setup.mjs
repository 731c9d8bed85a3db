/**
 * What `npm start` and `npm test` begin with: `node infra/setup.mjs [--browser] <script> [arguments]`. Installs the npm
 * packages if they are not those of the lockfile, with `--browser` also Chromium and a Chinese font, and runs the script on the
 * Node of the repository. It runs on whatever Node the machine has, from 20 on, before anything is installed; hence plain
 * JavaScript and nothing but Node's own modules.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const node = join(modules, '.bin', 'node');
const installCommand = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
const chromiumNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const chromiumPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/** Threads that serve short requests need no room for many young objects; sixteen of them would take it all the same. */
const smallThreads = ['--max-semi-space-size=4'];
const isOffice = (file) => file === 'infra/local/main.ts';

const args = process.argv.slice(2);
const needsBrowser = args[0] === '--browser';
const [script, ...rest] = needsBrowser ? args.slice(1) : args;

if (Number(process.versions.node.split('.')[0]) < 20)
  stop(`需要 Node 20 或更新版本，当前为 ${process.version} | Node 20 or newer is needed, this is ${process.version}`);
if (!script) stop('用法 | usage: node infra/setup.mjs [--browser] <script> [arguments]');
installPackages();
if (needsBrowser) installBrowser();
run(script, rest);

/** npm writes its own record of what it installed; it is compared with the lockfile. */
function isInstalled() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record) || !existsSync(node)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(record);
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    const found = installed[path];
    // Packages for other platforms are in the lockfile but are never installed.
    return path === '' || (found ? found.version === version : Boolean(optional || devOptional));
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch (error) {
    return stop(`无法读取 ${file} | cannot read ${file}: ${error.message}`);
  }
}

function installPackages() {
  if (isInstalled()) return;
  console.log('正在安装 npm 包（仅首次或更新后）… | Installing the npm packages (only the first time or after an update) …');
  const { error, status, signal } = spawnSync('npm', installCommand, { cwd: root, stdio: 'inherit' });
  if (error) stop('找不到 npm，请安装 npm 10 或更新版本 | npm was not found: install npm 10 or newer');
  if (status !== 0)
    stop(
      `npm 包安装失败（${signal ?? status}）：请检查网络和 npm 源 | the npm packages could not be installed (${signal ?? status}): is the npm registry reachable?`,
    );
  if (!existsSync(node)) stop('仓库自带的 Node 24 未装好，请运行 npm rebuild node | the Node of the repository is missing: run npm rebuild node');
}

function installBrowser() {
  const missing = missingForBrowser();
  if (missing.length === 0) return;
  const list = missing.join(' ');
  const isPossible = process.getuid?.() === 0 && find(['apt-get']);
  if (isPossible) {
    console.log(`正在安装浏览器测试所需的软件：${list} … | Installing what the browser tests need: ${list} …`);
    const options = { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
    spawnSync('apt-get', ['update', '-qq'], options);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing], options);
  }
  const left = missingForBrowser();
  if (left.length > 0) stop(`浏览器测试需要先安装：${left.join(' ')} | the browser tests need these packages, please install them: ${left.join(' ')}`);
}

/** Names as Debian and Ubuntu have them. */
function missingForBrowser() {
  return [...(findChromium() ? [] : ['chromium']), ...(hasChineseFont() ? [] : ['fontconfig', 'fonts-noto-cjk'])];
}

function findChromium() {
  return process.env.CHROMIUM ?? find(chromiumNames) ?? chromiumPaths.find((path) => existsSync(path));
}

function hasChineseFont() {
  // macOS brings PingFang.
  return process.platform === 'darwin' || (spawnSync('fc-list', [':lang=zh-cn'], { encoding: 'utf8' }).stdout ?? '').trim() !== '';
}

function find(names) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function run(file, parameters) {
  const chromium = needsBrowser ? { CHROMIUM: findChromium() } : {};
  // Glibc gives every thread arenas of its own; the office has a thread for each part, and one memory.
  const env = { MALLOC_ARENA_MAX: '2', ...process.env, ...chromium, PATH: `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, [...(isOffice(file) ? smallThreads : []), file, ...parameters], { stdio: 'inherit', env });
  child.on('error', (error) => stop(`无法启动 Node 24 | cannot start the Node of the repository: ${error.message}`));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  // A terminal sends these to every process in it; passed on, they would arrive twice.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => process.stdin.isTTY || child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

function stop(line) {
  console.error(line);
  process.exit(1);
}
