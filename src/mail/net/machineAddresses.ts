import { networkInterfaces } from 'node:os';

/** Tells by which addresses this machine is reached now, as one text that differs when they do. */
export type MachineAddresses = () => string;

/** Those of the system, without loopback: another network, a VPN or a cable changes them. */
export const machineAddresses: MachineAddresses = () =>
  Object.entries(networkInterfaces())
    .flatMap(([name, addresses = []]) => addresses.map((one) => ({ ...one, name })))
    .filter(({ internal, scopeid }) => !internal && !scopeid) // Link-local ones come and go with no change for mail.
    .map(({ name, address }) => `${name} ${address}`)
    .sort()
    .join('\n');
