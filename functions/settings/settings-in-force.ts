import { knownSettings, type SettingKey } from '../../shared/areas/settings/known-settings.ts';
import { settingsInForce } from '../../shared/areas/settings/settings-in-force.operation.ts';
import { type Run, serve } from '../kit/serve.ts';

export const run: Run<typeof settingsInForce> = async ({ input, context }) => {
  const all = await context.settings.all(input.on);
  return { body: (Object.keys(knownSettings) as SettingKey[]).map((key) => ({ key, ...all[key] })) };
};

export const handler = serve(settingsInForce, run);
