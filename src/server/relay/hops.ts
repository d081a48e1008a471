import type { Endpoint } from '../../mail/net/endpoint.ts';
import type { LookUp } from './exchangers.ts';
import type { HopPlace, RelaySettings } from './relaySettings.ts';

/** Where mail for a domain goes next. */
export interface Hop {
  /** The same for all domains whose mail one connection can take. */
  readonly key: string;
  /** Signed in to where it is not empty. */
  readonly user: string;
  /** One after another, until one is reached. Throws `NoExchanger`, `net.*`. */
  doors(): Promise<readonly Door[]>;
}

export interface Door {
  readonly endpoint: Endpoint;
  /** TLS where it is offered, whatever its certificate: the other choice is none at all (RFC 7435). */
  readonly opportunistic: boolean;
}

/** Known servers first, then the smart host, then what the name server says of the domain (RFC 5321 §5). */
export function hopFor(
  domain: string,
  settings: RelaySettings,
  { lookUp, ownName }: { readonly lookUp: LookUp; readonly ownName: string },
): Hop {
  const known = settings.domains.find((one) => one.domain === domain);
  const place = known ?? settings.smartHost;
  if (place) {
    const { host, port } = place;
    const user = known ? '' : (settings.smartHost?.user ?? '');
    return { key: `${user}@${host}:${port}`, user, doors: async () => [doorOf(place)] };
  }
  const doors = async () => {
    const hosts = await lookUp(domain, ownName);
    return hosts.map((host) => doorOf({ host, port: 25, security: 'opportunistic' }));
  };
  return { key: domain, user: '', doors };
}

function doorOf({ host, port, security }: HopPlace): Door {
  const opportunistic = security === 'opportunistic';
  return { endpoint: { host, port, security: opportunistic ? 'starttls' : security }, opportunistic };
}
