/**
 * Requests that wait for their answer, each with what is read, which may be a copy. A signal knows the Request that follows it weakly: where no
 * answer comes, nothing else holds one, and once it is collected, nobody hears that the client gives up.
 */
export class UnderWay {
  private readonly held = new Set<readonly Request[]>();
  /** The same as long as the body of the answer is read, which may come piece by piece. */
  private readonly readWith = new WeakMap<object, readonly Request[]>();

  async hold(requests: readonly Request[], answer: () => Promise<Response>): Promise<Response> {
    this.held.add(requests);
    try {
      const response = await answer();
      if (response.body !== null) this.readWith.set(response.body, requests);
      return response;
    } finally {
      this.held.delete(requests);
    }
  }

  close(): void {
    this.held.clear();
  }
}
