/** What `preset: '@dspex/jest-preset'` sets, for a config that spreads it. */
declare const preset: {
  readonly testEnvironment: string;
  readonly globalSetup: string;
  readonly globalTeardown: string;
  readonly reporters: string[];
  readonly modulePathIgnorePatterns: string[];
  /** Where the project's files need one and its config would otherwise have to say so. */
  readonly transform?: Record<string, string | [string, Record<string, unknown>]>;
};
export = preset;
