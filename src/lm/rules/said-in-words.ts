/** What is said where there is no value: told as it is, and never taken for a text that a call has. */
export class SaidInWords {
  constructor(readonly words: string) {}
}
