import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/**
 * Trusts what the system trusts, beside what Node brings along: companies and virus scanners put their certificates
 * there, and a process outside the extension host doesn't get them from VS Code. Reads the store once, some 10 ms.
 */
export function trustSystemCertificates(): void {
  setDefaultCACertificates([...getCACertificates('default'), ...getCACertificates('system')]);
}
