import { isPlaceholder } from './placeholders';
import { looksDrawn, readsAsWords } from './plain-words';
import type { SecretName } from './secret-names';

/** A value that stands under the name of a secret in a text. */
export interface NamedValue {
  readonly text: string;
  readonly isQuoted: boolean;
  /** All of its line: of a file of settings. */
  readonly isLine: boolean;
  /** `name=value` without blanks, and no comma or bracket behind: a form, a variable, a connection string. */
  readonly isAssigned: boolean;
  /** A bracket opens behind it, as code calls something or looks into it. */
  readonly isCalled: boolean;
}

/** Words that messages about secrets are made of, and secrets of words are not. */
const MESSAGE =
  /\b(?:your|the|must|should|please|enter|invalid|required|incorrect|least|is|are|was|not|and|or|for|with|to|of|in|at|on|from|has|have|can|cannot|will|passwords?|passphrase|tokens?|secrets?|keys?|field|characters|reset|forgot|change|confirm|wrong|error|failed|missing|expired|login|sign|users?|username|account)\b/i;
const IDENTIFIER = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;
const SHORTEST = { password: 4, credential: 6, weak: 8 } as const;
/** Of letters alone: shorter ones are what examples say. */
const SHORTEST_WORD = 6;
/** A word that long, on its own, is no variable of a program. */
const LONG_WORD = 16;
const TYPE = /^[A-Z][a-z]+\d+[A-Z][a-z]+$/;

/** Whether it is one. The name decides as far as it says it, the value where it looks drawn by a machine, and how it is written. */
export function isNamedSecret(name: SecretName, value: NamedValue): boolean {
  const { text } = value;
  if (text.length < SHORTEST[name] || isPlaceholder(text)) return false;
  if (!value.isQuoted && isCode(value)) return false;
  if (looksDrawn(text)) return true;
  if (name === 'weak') return false;
  return value.isQuoted ? isSaid(text) : isBare(name, value);
}

/** What a program calls, or looks into: `getPassword(`, `config.password`. */
function isCode({ text, isCalled }: NamedValue): boolean {
  return IDENTIFIER.test(text) && (isCalled || (text.includes('.') && readsAsWords(text.slice(text.lastIndexOf('.')))));
}

/** Between quotes there are values, and messages. */
function isSaid(text: string): boolean {
  if (/\s/.test(text)) return !MESSAGE.test(text);
  return text.length >= SHORTEST_WORD || !/^[A-Za-z]+$/.test(text);
}

/** Words without quotes: a variable of a program, or what a person took for a password. */
function isBare(name: SecretName, { text, isLine, isAssigned }: NamedValue): boolean {
  if (/^\d+$/.test(text)) return name === 'password';
  if (!IDENTIFIER.test(text)) return isLine || isAssigned || /\d/.test(text);
  if (text.includes('.') || TYPE.test(text)) return false;
  // Of several words and a number programs make names.
  if (/\d/.test(text) && text.length >= SHORTEST_WORD && !/[a-z][A-Z]|_/.test(text)) return true;
  if (isLine) return name === 'password' || text.length >= SHORTEST.weak;
  return /^[a-z]+$/.test(text) && text.length >= (isAssigned ? SHORTEST_WORD : LONG_WORD);
}
