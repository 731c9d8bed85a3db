import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { repositoryRoot } from './bundle.ts';
import { buildConsole, consoleDir } from './console.ts';
import { uploadSite } from './upload-site.ts';

/**
 * The command `npm run deploy`: builds the console, deploys all stacks and puts the console where CloudFront serves it.
 * Arguments go to `cdk deploy`, such as `--context partition=aws-cn --context origin=https://office.example.cn`.
 */
const folder = mkdtempSync(join(tmpdir(), 'anchang-deploy-'));
const outputs = join(folder, 'outputs.json');
/** What the stacks answer after a deployment; China has no stack of the console. */
const coreOutputs = z.object({ ApiAddress: z.string() });
const adminOutputs = z.object({ ConsoleAddress: z.string(), SiteBucket: z.string(), SiteRegion: z.string(), SiteIssuer: z.string(), SiteClientId: z.string() });

try {
  buildConsole();
  // Without it a changed setting would be ignored in favour of the value of the last deployment.
  run('cdk', ['deploy', '--all', '--no-previous-parameters', '--outputs-file', outputs, ...process.argv.slice(2)]);
  const stacks = Object.values(z.record(z.string(), z.unknown()).parse(JSON.parse(readFileSync(outputs, 'utf8'))));
  const { data: admin } = adminOutputs.safeParse(stacks.find((stack) => adminOutputs.safeParse(stack).success));
  const { data: core } = coreOutputs.safeParse(stacks.find((stack) => coreOutputs.safeParse(stack).success));
  if (admin) {
    const config = { issuer: admin.SiteIssuer, clientId: admin.SiteClientId };
    const names = await uploadSite(new S3Client({ region: admin.SiteRegion }), { bucket: admin.SiteBucket, dir: consoleDir, config });
    console.log(`${names.length} files of the console are at ${admin.ConsoleAddress}`);
  } else console.log(`Serve ${consoleDir} with index.html for every page, and pass /api/… to ${core?.ApiAddress} without /api`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(program: string, args: readonly string[]): void {
  const { status, error } = spawnSync(program, args, { cwd: repositoryRoot, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args[0]} ended with ${status}`);
}
