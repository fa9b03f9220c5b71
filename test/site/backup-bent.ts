import { gunzipSync, gzipSync } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';

/** The same backup, by the age package's own passwords both ways, with a site that no program takes. */
export async function badSite(file: Buffer, password: string): Promise<Buffer> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(password);
  const text = gunzipSync(await decrypter.decrypt(file)).toString();
  const encrypter = new Encrypter();
  encrypter.setPassphrase(password);
  encrypter.setScryptWorkFactor(12);
  return Buffer.from(await encrypter.encrypt(gzipSync(text.replace('"fuseA":35', '"fuseA":"much"'))));
}
