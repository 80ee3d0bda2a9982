interface OpenCall {
  readonly nanoUsd: number;
  readonly owner: object;
}

/** The money of one run: what its calls have cost, and what those under way may cost yet. */
export class RunMoney {
  private readonly open = new Map<string, OpenCall>();
  private spent = 0;
  private reserved = 0;

  get spentNanoUsd(): number {
    return this.spent;
  }

  /** False: the call is too dear, whatever becomes of those under way. */
  couldPay(nanoUsd: number, budgetNanoUsd: number): boolean {
    return this.spent + nanoUsd <= budgetNanoUsd;
  }

  /** False while a call under way may need the money: it may turn out cheaper than it was reserved, so who asks waits for it. */
  canPay(nanoUsd: number, budgetNanoUsd: number): boolean {
    return this.spent + this.reserved + nanoUsd <= budgetNanoUsd;
  }

  reserve(id: string, nanoUsd: number, owner: object): void {
    this.open.set(id, { nanoUsd, owner });
    this.reserved += nanoUsd;
  }

  /** False where nothing is reserved under this id any more. */
  settle(id: string, nanoUsd: number): boolean {
    const open = this.open.get(id);
    if (open === undefined) return false;
    this.reserved -= open.nanoUsd;
    this.spent += nanoUsd;
    this.open.delete(id);
    return true;
  }

  /** Charges in full what an owner has reserved: it is gone, and may have been billed. Gives the ids. */
  charge(owner: object): string[] {
    const lost = [...this.open].filter(([, open]) => open.owner === owner);
    for (const [id, { nanoUsd }] of lost) this.settle(id, nanoUsd);
    return lost.map(([id]) => id);
  }
}
