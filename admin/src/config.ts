/** Where people sign in; served beside the console. `isLocal` shows the office's clock. */
export type Config = { readonly issuer: string; readonly clientId: string; readonly isLocal: boolean };

/**
 * Reads `/config.json`.
 * @throws Error when it is missing or incomplete
 */
export async function loadConfig(): Promise<Config> {
  const response = await fetch('/config.json');
  const config: Partial<Config> = response.ok ? await response.json() : {};
  if (!config.issuer || !config.clientId) throw new Error('expected /config.json with issuer and clientId');
  return {
    issuer: new URL(config.issuer, location.origin).href.replace(/\/$/, ''),
    clientId: config.clientId,
    isLocal: config.isLocal === true,
  };
}
