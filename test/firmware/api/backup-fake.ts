import { Readable } from 'node:stream';
import type { BackupPort } from '../../../firmware/api/backup-port.ts';
import type { BackupContent, RestoreDone } from '../../../firmware/domain/backup.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';

export const backupContent: BackupContent = {
  ...{ made: '2026-11-01T10:00:00.000Z', version: '0.1.0', box: 'NTW-00112233445566aa', site: 'Kerkstraat 12' },
  counts: { site: 1, pin: 2, session: 31 },
};

/** A desk of backups in memory; `secret` opens the file that was sent. */
export class FakeBackup implements BackupPort {
  secret = 'open Sesame 4711';
  keysHere = false;
  sent: Buffer | undefined;
  last: RestoreDone | null = null;
  readonly made: string[] = [];
  readonly begun: { who: string; keys: boolean | undefined }[] = [];
  carriedOut = 0;

  async make(password: string, who: string) {
    this.made.push(`${who} ${password.length}`);
    return {
      name: 'netwacht-5566aa-20261101-1000.age',
      bytes: Readable.from([Buffer.from('age-encryption.org/v1\n')]),
    };
  }
  view = () => ({ fileBytes: this.sent?.length ?? null, last: this.last });
  async receive(body: Readable) {
    this.sent = Buffer.concat(await body.toArray());
    return this.view();
  }
  drop = () => {
    this.sent = undefined;
  };
  async look(password: string) {
    if (this.sent === undefined) throw new NetwachtError('noFile', 'Send the file first');
    if (password !== this.secret)
      throw new NetwachtError('wrongPassword', 'The password is not that of this file', { path: 'password' });
    const effect = {
      ...{ replacesSite: 'Old house', channelsGone: ['emt9'], backendsGone: [], variablesKept: 1 },
      asksForKeys: this.keysHere,
    };
    return { content: backupContent, effect };
  }
  async begin(password: string, keys: boolean | undefined, who: string) {
    await this.look(password);
    if (this.keysHere && keys === undefined) throw new NetwachtError('keysUnsaid', 'Say it', { path: 'keys' });
    this.begun.push({ who, keys });
  }
  carryOut = async () => {
    this.carriedOut += 1;
  };
}
