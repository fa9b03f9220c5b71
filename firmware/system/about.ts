import type { ImageFacts } from '../domain/box.ts';
import { support } from '../domain/support.ts';
import type { AboutView } from '../domain/updates.ts';

/** What runs here, and what is promised about it (S20). */
export const aboutThis = ({
  id,
  version,
  image,
}: {
  readonly id: string;
  readonly version: string;
  readonly image: ImageFacts | undefined;
}): AboutView => ({
  id,
  version,
  image: image ?? null,
  support: { until: image === undefined ? support.supportUntil : image.supportUntil },
  contact: support.contact,
  advisories: support.advisories,
  licences:
    image === undefined
      ? 'Apache-2.0; licences of the packages stand in package-lock.json.'
      : 'Apache-2.0; GET /api/v1/about/licences has the texts of all parts, and the list of all parts (CycloneDX) lies beside the image that was released.',
});
