import { whoAmI } from '../../shared/areas/organisation/who-am-i.operation.ts';
import { type Run, serve } from '../kit/serve.ts';

/** The person as the office knows them: what the console shows and hides follows from it. */
export const run: Run<typeof whoAmI> = async ({ context }) => ({ body: { ...context.actor } });

export const handler = serve(whoAmI, run);
