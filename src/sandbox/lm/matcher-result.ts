export interface MatcherResult {
  pass: boolean;
  message(): string;
}

// biome-ignore lint/suspicious/noExplicitAny: Jest's `this` of a matcher
export type MatcherThis = any;
