/** What the console tells of the server it belongs to. */
export abstract class AdminSettings {
  /** Where visitors may be sent back to beside this server, as `RETURN_URLS` has it. */
  abstract readonly returnUrls: readonly string[];
  /** The configuration names the account `main`. */
  abstract readonly mainIsConfigured: boolean;
  /** The folder into which the console's pages are built. */
  abstract readonly consoleFolder: string;
  /** Where the sandbox's phone is; null when no sandbox runs. */
  abstract readonly sandboxUrl: string | null;
  abstract readonly version: string;
}
