/** What we promise about faults of security (S20): one place for the route, the page, the image and SECURITY.md. */
export interface Support {
  /** The last day on which this release line gets security fixes, ISO date (UTC). */
  readonly supportUntil: string;
  /** How to tell us of a fault, a sentence for a person. */
  readonly contact: string;
  /** Where known faults are told, a sentence for a person. */
  readonly advisories: string;
}

/**
 * Five years from the first release: what the Cyber Resilience Act asks of a product that is used at least that long.
 * Node 24 and Debian 13 end earlier, so a release within that time moves to the ones after them.
 */
export const support: Support = {
  supportUntil: '2031-12-31',
  contact: 'A private security advisory of the Netwacht repository; SECURITY.md says what to expect.',
  advisories: 'The security advisories of the Netwacht repository, and the CHANGELOG of each release.',
};
