/** What the chosen files are; each is read only once they are sent. */
export type BroughtFiles =
  | { readonly kind: 'pem'; readonly pem: string; readonly keyPem: string }
  | { readonly kind: 'pkcs12'; readonly pkcs12: string }
  | { readonly kind: 'none' | 'mixed' | 'tooLarge' };

/** The box takes PKCS#12 up to 256 KiB. */
const maxBytes = 256 * 1024;
const block = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]*?-----END \1-----/g;

/** Tells PEM from PKCS#12 by content, not by name; certificates and key may come in one file or in several. */
export async function readFiles(files: readonly Blob[]): Promise<BroughtFiles> {
  if (files.length === 0) return { kind: 'none' };
  if (files.reduce((sum, { size }) => sum + size, 0) > maxBytes) return { kind: 'tooLarge' };
  const all = await Promise.all(files.map(async (file) => new Uint8Array(await file.arrayBuffer())));
  const texts = all.map((bytes) => new TextDecoder('latin1').decode(bytes));
  const arePem = texts.map((text) => text.includes('-----BEGIN '));
  if (arePem.every(Boolean)) return pemOf(texts.join('\n'));
  const [only] = all;
  return only === undefined || all.length > 1 ? { kind: 'mixed' } : { kind: 'pkcs12', pkcs12: base64(only) };
}

function pemOf(text: string): BroughtFiles {
  const blocks = [...text.matchAll(block)].map(([whole, label = '']) => ({ whole, label }));
  const joined = (wanted: (label: string) => boolean) =>
    blocks
      .filter(({ label }) => wanted(label))
      .map(({ whole }) => `${whole}\n`)
      .join('');
  const keyPem = joined((label) => label.endsWith('PRIVATE KEY'));
  // What openssl puts before a key; it says nothing that the key does not.
  const pem = joined((label) => !label.endsWith('PRIVATE KEY') && label !== 'EC PARAMETERS');
  return { kind: 'pem', pem, keyPem };
}

/** In pieces: a call may not have as many arguments as a file has bytes. */
function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(binary);
}
