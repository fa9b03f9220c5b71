import { createHash } from 'node:crypto';

/** A bill of materials, CycloneDX 1.6: what of its JSON is used here. */
export interface Bom {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: '1.6';
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    readonly timestamp: string;
    readonly lifecycles: readonly [{ readonly phase: 'build' }];
    readonly component: Component;
  };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

export interface Component {
  readonly type: 'application' | 'firmware' | 'library' | 'operating-system' | 'platform';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  /** `excluded`: it made the image and is not in it. */
  readonly scope?: 'excluded';
  readonly purl?: string;
  /** Name by which vulnerability databases know it, where the purl does not lead there. */
  readonly cpe?: string;
  readonly hashes?: readonly { readonly alg: 'SHA-256' | 'SHA-512'; readonly content: string }[];
  readonly licenses?: readonly LicenceChoice[] | readonly [{ readonly expression: string }];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface LicenceChoice {
  readonly license: { readonly id: string } | { readonly name: string };
}

/**
 * Puts a bill together: components by their reference, each once, and a serial number that follows from the content, so
 * that the same parts give the same bytes.
 * @param epochS the moment of the build, seconds since 1970 (SOURCE_DATE_EPOCH)
 */
export function bomOf(product: Component, parts: readonly Component[], epochS: number): Bom {
  const components = [...new Map(parts.map((part) => [part['bom-ref'], part])).values()].sort((a, b) =>
    a['bom-ref'] < b['bom-ref'] ? -1 : 1,
  );
  const content = {
    metadata: {
      timestamp: new Date(epochS * 1000).toISOString().replace('.000Z', 'Z'),
      lifecycles: [{ phase: 'build' }],
      component: product,
    },
    components,
    dependencies: [{ ref: product['bom-ref'], dependsOn: components.map((part) => part['bom-ref']) }],
  } as const;
  return { bomFormat: 'CycloneDX', specVersion: '1.6', serialNumber: serialOf(content), version: 1, ...content };
}

/** A UUID of version 8 (RFC 9562: made of a hash) as a URN. */
function serialOf(content: unknown): string {
  const bytes = createHash('sha256').update(JSON.stringify(content)).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return `urn:uuid:${bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')}`;
}
