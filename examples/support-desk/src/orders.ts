/** What the shop knows of an order. */
export interface Order {
  readonly id: string;
  readonly item: string;
  readonly status: 'on its way' | 'delivered';
  readonly paidEuros: number;
}

const ORDERS: readonly Order[] = [
  { id: 'A-1001', item: 'Espresso maker', status: 'on its way', paidEuros: 80 },
  { id: 'A-1002', item: 'Tea pot', status: 'delivered', paidEuros: 30 },
];

/** Throws for an order that there is not: the model that asked is told so. */
export function findOrder(id: string): Order {
  const found = ORDERS.find((order) => order.id === id);
  if (found === undefined) throw new Error(`There is no order ${id}`);
  return found;
}

/** Pays a part of an order back, or all of it, and no more. */
export function payBack(id: string, euros: number): { readonly receipt: string } {
  const { paidEuros } = findOrder(id);
  if (euros > paidEuros) throw new Error(`Order ${id} cost ${paidEuros} euros, not ${euros}`);
  return { receipt: `R-${id}-${euros}` };
}
