/**
 * Which records a reference in an operation's input is chosen among. The operation checks it again; this only spares people
 * from choosing what would be refused.
 */
export const choosable: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
  'subscription.subscribe': { unit: { status: 'available' }, blank: { status: 'issued', kind: 'subscription' } },
  'contract.sign': { blank: { status: 'issued', kind: 'contract' } },
};
