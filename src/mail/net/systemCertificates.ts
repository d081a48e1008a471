import { getCACertificates, setDefaultCACertificates } from 'node:tls';

const state = { trusted: false };

/**
 * Trusts what the system trusts, beside what Node brings along: companies and virus scanners put their certificates
 * there, and a process outside the extension host doesn't get them from VS Code. Reads the store when first called, some
 * 80 ms: therefore only where TLS begins, so that an engine answers from its store before.
 */
export function trustSystemCertificates(): void {
  if (state.trusted) return;
  state.trusted = true;
  setDefaultCACertificates([...getCACertificates('default'), ...getCACertificates('system')]);
}
