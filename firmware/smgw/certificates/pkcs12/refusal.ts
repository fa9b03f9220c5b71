import { NetwachtError } from '../../../domain/errors.ts';

const refusal = (code: string, sentence: string, cause?: unknown): NetwachtError =>
  new NetwachtError(code, sentence, { path: 'pkcs12', cause });

/** The file is none, or damaged. */
export const damaged = (cause?: unknown): NetwachtError =>
  refusal('badPkcs12', 'The PKCS#12 file cannot be read: it is damaged or no such file', cause);

export const wrongPassword = (cause?: unknown): NetwachtError =>
  refusal('wrongPassword', 'The PKCS#12 file does not open: its password is wrong, or it is damaged', cause);

/** Something about the file that we do not take, in a whole sentence. */
export const notTaken = (sentence: string): NetwachtError => refusal('badPkcs12', sentence);

/** Encryption that is too weak or too new for us: says what to do. */
export const convertIt = (what: string): NetwachtError =>
  notTaken(
    `The PKCS#12 file uses ${what}, which is not taken. Convert it with OpenSSL 3: "openssl pkcs12 -legacy -in old.p12 ` +
      '-out tmp.pem", then "openssl pkcs12 -export -in tmp.pem -out new.p12", and delete tmp.pem',
  );
