import { run } from './partner/run.ts';

/** `npm run partner -- <command>`: what a bank or a law firm needs at the signed door. */
process.exitCode = await run(process.argv.slice(2), console);
